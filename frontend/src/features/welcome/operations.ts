/** For people to run by hand; `id` is a ticket's. */
export const ticketQuery = (id: string): string => `query MyTicket {
  ticket(id: "${id}") {
    number
    title
    status
    priority
    assignee {
      name
    }
    comments(first: 50) {
      nodes {
        author {
          name
        }
        body
        createdAt
      }
    }
  }
}`;

/** For people to run by hand: all kinds of mail that can be switched off. */
export const MUTE_MAILS = `mutation MuteMails {
  profileUpdate(
    input: {
      mutedMails: [
        TICKET_RECEIVED
        TICKET_ASSIGNED
        TICKET_IN_PROGRESS
        COMMENT_ADDED
        TICKET_COMPLETED
        TICKET_REOPENED
      ]
    }
  ) {
    viewer {
      mutedMails
    }
    errors {
      message
    }
  }
}`;
