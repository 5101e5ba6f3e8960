/** What GraphiQL shows at the first visit; its test holds it against the schema. */
export const DEFAULT_QUERY = `# Welcome to Deskwire.
#
# Sign in above, put the cursor into an operation
# and press Ctrl-Enter (Cmd-Enter on a Mac).
#
# To see a ticket's life go by: run LiveEvents here,
# and OpenTicket in a second browser tab.

# Who am I? Null means: not signed in.
query Me {
  viewer {
    id
    name
    email
    role
  }
}

# The newest tickets that I may see.
query Tickets {
  feedPosition
  tickets(first: 10) {
    nodes {
      id
      number
      title
      status
      priority
      category {
        name
      }
      assignee {
        name
      }
      createdAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}

# A new ticket: triage, assignment and mail follow
# in the background.
mutation OpenTicket {
  ticketCreate(
    input: {
      title: "I was charged twice"
      description: "My card was charged twice for the invoice of this month. Please refund one."
    }
  ) {
    ticket {
      id
      number
      status
    }
    errors {
      code
      message
      path
    }
  }
}

# What happens to the tickets that I may see, live.
# To miss nothing, start after the feedPosition that
# was read above: ticketEvents(after: "42").
subscription LiveEvents {
  ticketEvents {
    position
    kind
    occurredAt
    ticket {
      number
      title
      status
      priority
    }
    changes {
      field
      before
      after
    }
  }
}

# For moderators: who gets which ticket, and why.
subscription Assignments {
  assignmentFeed {
    position
    kind
    ticket {
      number
      title
    }
    assignee {
      name
    }
    occurredAt
  }
}

# What the sign-in bar does. Programs do the same and
# send the header "Authorization: Bearer <accessToken>",
# or for sockets the connection_init payload
# {"authorization": "Bearer <accessToken>"}.
mutation SignIn {
  login(input: { email: "you@example.com", password: "your password" }) {
    accessToken
    refreshToken
    viewer {
      name
    }
    errors {
      code
      message
    }
  }
}
`;
