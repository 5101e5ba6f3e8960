"""Who may do what: every operation of the schema, seen by everybody.

The viewers: *nobody* is not signed in; *owner* asked for the ticket, *other* is another
requester; *assignee* works on the ticket, *moderator* is another one; *admin*; and *reader*
is a machine of the admin's whose API token has the scope READ alone.

| word | the answer |
|---|---|
| ok | what was asked for, or done |
| null, empty | as if there was nothing |
| sign-in | top-level error UNAUTHENTICATED |
| forbidden | top-level error FORBIDDEN; in bulk, of the row |
| not-found, invalid | that code: in the payload of a mutation, else top-level |
| illegal | likewise ILLEGAL_TRANSITION |

What each line sends stands in policy_operations.py under the same name.
"""

VIEWERS = ("nobody", "owner", "other", "assignee", "moderator", "admin", "reader")

TABLE = """
operation                          nobody    owner     other     assignee  moderator admin     reader

viewer                             null      ok        ok        ok        ok        ok        ok
node: a ticket                     sign-in   ok        null      ok        ok        ok        ok
node: a public comment             sign-in   ok        null      ok        ok        ok        ok
node: an internal comment          sign-in   null      null      ok        ok        ok        ok
node: oneself                      sign-in   ok        ok        ok        ok        ok        ok
node: somebody                     sign-in   null      null      ok        ok        ok        ok
node: a category                   sign-in   ok        ok        ok        ok        ok        ok
node: a skill                      sign-in   null      null      ok        ok        ok        ok
node: a tag                        sign-in   null      null      ok        ok        ok        ok
node: a public article             sign-in   ok        ok        ok        ok        ok        ok
node: a draft of an article        sign-in   null      null      ok        ok        ok        ok
node: what there is not            sign-in   null      null      null      null      null      null
feedPosition                       sign-in   ok        ok        ok        ok        ok        ok
ticket: by id                      sign-in   ok        null      ok        ok        ok        ok
ticket: by number                  sign-in   ok        null      ok        ok        ok        ok
ticket: its internal comments      sign-in   forbidden null      ok        ok        ok        ok
tickets                            sign-in   ok        empty     ok        ok        ok        ok
tickets: search                    sign-in   ok        empty     ok        ok        ok        ok
tickets: by notes                  sign-in   forbidden forbidden ok        ok        ok        ok
tickets: by an address             sign-in   forbidden forbidden ok        ok        ok        ok
ticketStats                        sign-in   forbidden forbidden ok        ok        ok        ok
article: published, public         sign-in   ok        ok        ok        ok        ok        ok
article: published, internal       sign-in   null      null      ok        ok        ok        ok
article: a draft                   sign-in   null      null      ok        ok        ok        ok
articles                           sign-in   ok        ok        ok        ok        ok        ok
articles: drafts                   sign-in   empty     empty     ok        ok        ok        ok
articles: search in drafts         sign-in   empty     empty     ok        ok        ok        ok
articles: made of a ticket         sign-in   forbidden forbidden ok        ok        ok        ok
ticketClassify                     sign-in   ok        ok        ok        ok        ok        ok
users                              sign-in   forbidden forbidden ok        ok        ok        ok
categories                         sign-in   ok        ok        ok        ok        ok        ok
skills                             sign-in   forbidden forbidden ok        ok        ok        ok
tags                               sign-in   forbidden forbidden ok        ok        ok        ok
triageRules                        sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageModels                       sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageStats                        sign-in   forbidden forbidden ok        ok        ok        ok
triageBatches                      sign-in   forbidden forbidden ok        ok        ok        ok
triageProgress: as it is           sign-in   forbidden forbidden ok        ok        ok        ok
triageRuleDryRun                   sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageSettings                     sign-in   forbidden forbidden forbidden forbidden ok        forbidden
sessions: one's own                sign-in   ok        ok        ok        ok        ok        ok
sessions: somebody's               sign-in   empty     empty     empty     empty     ok        forbidden
sessions: everybody's              sign-in   forbidden forbidden forbidden forbidden ok        forbidden
apiTokens: one's own               sign-in   ok        ok        ok        ok        ok        ok
apiTokens: somebody's              sign-in   empty     empty     empty     empty     ok        forbidden
apiTokens: everybody's             sign-in   forbidden forbidden forbidden forbidden ok        forbidden
jobs                               sign-in   forbidden forbidden forbidden forbidden ok        forbidden
mails                              sign-in   forbidden forbidden forbidden forbidden ok        forbidden
deskHealth                         sign-in   forbidden forbidden forbidden forbidden ok        forbidden
providers                          sign-in   forbidden forbidden forbidden forbidden ok        forbidden
modelPrices                        sign-in   forbidden forbidden forbidden forbidden ok        forbidden
llmBudget                          sign-in   forbidden forbidden forbidden forbidden ok        forbidden
llmCalls                           sign-in   forbidden forbidden forbidden forbidden ok        forbidden

register                           ok        ok        ok        ok        ok        ok        ok
login                              ok        ok        ok        ok        ok        ok        ok
tokenRefresh                       ok        ok        ok        ok        ok        ok        ok
logout                             ok        ok        ok        ok        ok        ok        forbidden
passwordResetRequest               ok        ok        ok        ok        ok        ok        ok
passwordReset                      ok        ok        ok        ok        ok        ok        ok
emailConfirm                       ok        ok        ok        ok        ok        ok        forbidden
sessionRevoke: one's own           sign-in   ok        ok        ok        ok        ok        forbidden
sessionRevoke: somebody's          sign-in   not-found not-found not-found not-found ok        forbidden
sessionRevokeOthers                sign-in   ok        ok        ok        ok        ok        forbidden
passwordChange                     sign-in   ok        ok        ok        ok        ok        forbidden
emailChange                        sign-in   ok        ok        ok        ok        ok        forbidden
profileUpdate                      sign-in   ok        ok        ok        ok        ok        forbidden
apiTokenCreate                     sign-in   ok        ok        ok        ok        ok        forbidden
apiTokenCreate: for admin work     sign-in   invalid   invalid   invalid   invalid   ok        forbidden
apiTokenRevoke: one's own          sign-in   ok        ok        ok        ok        ok        forbidden
apiTokenRevoke: somebody's         sign-in   not-found not-found not-found not-found ok        forbidden

ticketCreate                       sign-in   ok        ok        ok        ok        ok        forbidden
ticketCreate: with tags            sign-in   forbidden forbidden ok        ok        ok        forbidden
ticketCreate: for somebody         sign-in   forbidden forbidden ok        ok        ok        forbidden
ticketCreate: following one        sign-in   ok        not-found ok        ok        ok        forbidden
ticketCreate: after a suggestion   sign-in   ok        ok        ok        ok        ok        forbidden
ticketCreate: after another's help sign-in   not-found not-found not-found not-found not-found not-found
ticketUpdate: title                sign-in   ok        not-found ok        forbidden ok        forbidden
ticketUpdate: title, unassigned    sign-in   ok        not-found ok        ok        ok        forbidden
ticketUpdate: title, answered      sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUpdate: status               sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUpdate: priority             sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUpdate: category             sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUpdate: notes                sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUpdate: the first answer     sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUpdate: tags                 sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUpdate: skills               sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUpdate: due date             sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketBulkUpdate                   sign-in   forbidden forbidden ok        forbidden ok        forbidden
ticketBulkUpdate: tags             sign-in   forbidden forbidden ok        forbidden ok        forbidden
ticketBulkUpdate: to oneself       sign-in   forbidden forbidden ok        ok        ok        forbidden
ticketBulkUpdate: to a colleague   sign-in   forbidden forbidden forbidden forbidden ok        forbidden
ticketAssign: to oneself           sign-in   forbidden not-found ok        ok        ok        forbidden
ticketAssign: to a colleague       sign-in   forbidden not-found forbidden forbidden ok        forbidden
ticketAssign: away from somebody   sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketUnassign                     sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketResolve                      sign-in   ok        not-found ok        forbidden ok        forbidden
ticketResolve: with internal words sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketClose                        sign-in   forbidden not-found ok        forbidden ok        forbidden
ticketReopen: a resolved one       sign-in   ok        not-found ok        forbidden ok        forbidden
ticketReopen: a closed one         sign-in   illegal   not-found ok        forbidden ok        forbidden
ticketDelete                       sign-in   forbidden forbidden forbidden forbidden ok        forbidden
ticketRate                         sign-in   ok        not-found forbidden forbidden forbidden forbidden
commentCreate: in public           sign-in   ok        not-found ok        forbidden ok        forbidden
commentCreate: internal            sign-in   forbidden not-found ok        forbidden ok        forbidden
commentUpdate: the requester's     sign-in   ok        not-found forbidden forbidden forbidden forbidden
commentUpdate: internal            sign-in   not-found not-found ok        forbidden forbidden forbidden
commentDelete: the requester's     sign-in   ok        not-found forbidden forbidden ok        forbidden
commentDelete: internal            sign-in   not-found not-found ok        forbidden ok        forbidden
triageAccept                       sign-in   forbidden not-found ok        forbidden ok        forbidden
triageCorrect                      sign-in   forbidden not-found ok        forbidden ok        forbidden
triageRetry                        sign-in   forbidden not-found ok        forbidden ok        forbidden
triageRun                          sign-in   forbidden forbidden ok        ok        ok        forbidden
triageRunCancel: one's own         sign-in   forbidden forbidden ok        ok        ok        forbidden
triageRunCancel: somebody's        sign-in   forbidden forbidden forbidden forbidden ok        forbidden

articleCreate                      sign-in   forbidden forbidden ok        ok        ok        forbidden
articleUpdate                      sign-in   forbidden forbidden ok        ok        ok        forbidden
articleDelete                      sign-in   forbidden forbidden ok        ok        ok        forbidden
articleFromTicket                  sign-in   forbidden forbidden ok        ok        ok        forbidden

suggestionAccept: one's own        sign-in   ok        ok        ok        ok        ok        forbidden
suggestionAccept: somebody's       sign-in   not-found not-found not-found not-found not-found not-found

userInvite                         sign-in   forbidden forbidden forbidden forbidden ok        forbidden
userUpdate: one's availability     sign-in   forbidden forbidden ok        ok        ok        forbidden
userUpdate: one's own role         sign-in   forbidden forbidden forbidden forbidden ok        forbidden
userUpdate: somebody               sign-in   forbidden forbidden forbidden forbidden ok        forbidden
userDelete                         sign-in   forbidden forbidden forbidden forbidden ok        forbidden
categoryCreate                     sign-in   forbidden forbidden forbidden forbidden ok        forbidden
categoryUpdate                     sign-in   forbidden forbidden forbidden forbidden ok        forbidden
categoryDelete                     sign-in   forbidden forbidden forbidden forbidden ok        forbidden
skillCreate                        sign-in   forbidden forbidden forbidden forbidden ok        forbidden
skillUpdate                        sign-in   forbidden forbidden forbidden forbidden ok        forbidden
skillDelete                        sign-in   forbidden forbidden forbidden forbidden ok        forbidden
tagCreate                          sign-in   forbidden forbidden forbidden forbidden ok        forbidden
tagUpdate                          sign-in   forbidden forbidden forbidden forbidden ok        forbidden
tagDelete                          sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageRuleCreate                   sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageRuleUpdate                   sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageRuleDelete                   sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageRuleReorder                  sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageSettingsUpdate               sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageModelServe                   sign-in   forbidden forbidden forbidden forbidden ok        forbidden
triageModelTrain                   sign-in   forbidden forbidden forbidden forbidden invalid   forbidden
providerCreate                     sign-in   forbidden forbidden forbidden forbidden ok        forbidden
providerUpdate                     sign-in   forbidden forbidden forbidden forbidden ok        forbidden
providerDelete                     sign-in   forbidden forbidden forbidden forbidden ok        forbidden
providerReorder                    sign-in   forbidden forbidden forbidden forbidden ok        forbidden
providerTest                       sign-in   forbidden forbidden forbidden forbidden ok        forbidden
providerTest: a draft              sign-in   forbidden forbidden forbidden forbidden ok        forbidden
modelPriceSet                      sign-in   forbidden forbidden forbidden forbidden ok        forbidden
modelPriceDelete                   sign-in   forbidden forbidden forbidden forbidden ok        forbidden
llmBudgetUpdate                    sign-in   forbidden forbidden forbidden forbidden ok        forbidden
jobRetry                           sign-in   forbidden forbidden forbidden forbidden ok        forbidden
jobDiscard                         sign-in   forbidden forbidden forbidden forbidden ok        forbidden

ticketEvents                       sign-in   ok        empty     ok        ok        ok        ok
ticketEvents: an internal comment  sign-in   empty     empty     ok        ok        ok        ok
ticketUpdated                      sign-in   ok        not-found ok        ok        ok        ok
triageProgress                     sign-in   forbidden forbidden ok        ok        ok        ok
answerSuggestion                   sign-in   ok        ok        ok        ok        ok        ok
assignmentFeed                     sign-in   forbidden forbidden ok        ok        ok        ok
deskChanges: a category            sign-in   ok        ok        ok        ok        ok        ok
deskChanges: a tag                 sign-in   empty     empty     ok        ok        ok        ok
deskChanges: a rule                sign-in   empty     empty     empty     empty     ok        empty
"""  # noqa: E501

_NAME_WIDTH = 35
_WORD_WIDTH = 10


def expectations() -> dict[str, dict[str, str]]:
    """By operation and viewer, the word of the table."""
    rows = [line for line in TABLE.splitlines()[2:] if line.strip()]
    table = {}
    for row in rows:
        words = row[_NAME_WIDTH:].split()
        table[row[:_NAME_WIDTH].strip()] = dict(zip(VIEWERS, words, strict=True))
    return table


def as_line(name: str, words: dict[str, str]) -> str:
    """A line as in the table, to show a difference."""
    cells = "".join(words[viewer].ljust(_WORD_WIDTH) for viewer in VIEWERS)
    return (name.ljust(_NAME_WIDTH) + cells).rstrip()
