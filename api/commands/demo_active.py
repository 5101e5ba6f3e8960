"""Demo tickets that are still being worked on; the youngest are triaged while one watches."""

from typing import Final

from api.commands.demo_data import GRACE, HANNA, LUIS, DemoTicket, answer, ask, note, reply

NEW: Final = (
    DemoTicket(
        0.05, GRACE, "Charged twice for the October invoice",
        "Hello,\n\nmy card statement shows two payments of 49.00 for invoice 2026-1043, both on "
        "the same day. Please refund one of them. I have attached nothing yet, tell me if you "
        "need the statement.\n\nGrace",
    ),
    DemoTicket(
        0.15, LUIS, "VPN connects but nothing behind it answers",
        "Since this morning the VPN says \"connected\", but neither the file server nor the "
        "intranet answers. A colleague in the next room has the same. We need the drawings for "
        "a customer today, so this is urgent.",
    ),
    DemoTicket(
        0.3, HANNA, "Export to CSV stops at row 1,000",
        "When I export the visitor list to CSV the file always ends at row 1,000, without any "
        "error message. The list has 1,340 rows.\n\nSteps to reproduce:\n1. Open Visitors\n"
        "2. Choose \"All\"\n3. Press Export\n\nIt worked before the update of last week.",
    ),
    DemoTicket(
        0.4, GRACE, "Please add a dark mode",
        "I mostly work in the evening and the white background is tiring. A dark mode would be "
        "great, no hurry though. Everything else works great, many thanks to the team!",
    ),
    DemoTicket(
        0.6, LUIS, "No puedo iniciar sesión en mi cuenta",
        "Hola, desde ayer no puedo entrar con mi contraseña. El enlace para cambiarla no llega "
        "a mi correo. ¿Me pueden ayudar, por favor? Tengo que enviar un informe hoy.",
    ),
    DemoTicket(
        0.8, HANNA, "Opening hours between the years",
        "Are you reachable between Christmas and New Year? We plan our stock-taking for these "
        "days and would like to know whether somebody answers the phone.",
    ),
)  # fmt: skip

WAITING_FOR_STAFF: Final = (
    DemoTicket(
        5, GRACE, "Printer on the second floor prints blank pages",
        "The big printer next to the kitchen prints only blank pages since yesterday evening. "
        "Toner is at 60 %. Turning it off and on did not help. It is a nuisance, but the one on "
        "the first floor works.",
    ),
    DemoTicket(
        9, LUIS, "API answers 429 during our nightly sync",
        "Our nightly job reads all orders through the API, about 12,000 requests. Since Monday "
        "it gets 429 after a few minutes, and the sync is incomplete. Which limit applies to "
        "us, and can it be raised for the hours between 1 and 3?",
        (reply(2, "Hello Luis, the limit is 1,200 requests a minute for each user. Your job asks "
               "for one order at a time: with lists of 100 it needs only 120 requests. I am "
               "looking up whether the limit was really changed on Monday."),
         note(0.2, "Nothing was deployed on Monday. Their job probably runs twice: two addresses "
              "in the log, both with the same token.")),
    ),
    DemoTicket(
        14, HANNA, "A colleague needs access to our workspace",
        "Our new colleague starts on Monday and needs access to the workspace \"Museum shop\", "
        "with the right to edit articles but not to see the figures. Her name is Carla Neri. "
        "What do you need from us to set up her account?",
        (reply(3, "Good morning Hanna, her e-mail address is all we need. The role \"Editor\" "
               "is what you describe: articles yes, figures no."),
         answer(2, "Thank you for the quick answer! It is carla.neri at our usual domain.")),
    ),
    DemoTicket(
        20, LUIS, "Drawings open with wrong fonts",
        "Since the upgrade to version 8 all dimensions in old drawings are shown in a different "
        "font, so that numbers overlap with lines. New drawings are fine. We have about 300 old "
        "ones. Is there a setting, or must we configure each drawing?",
        (reply(4, "Hello Luis, version 8 no longer brings the font \"Isopoint\" along. You can "
               "install it by hand; I will send you the package and a short description."),),
    ),
    DemoTicket(
        27, GRACE, "Wrong VAT number on our receipts",
        "The receipts of the last two months show our old VAT number. Our accountant needs "
        "corrected ones before the end of the month, otherwise we cannot claim the tax back. "
        "The new number is in our profile since August.",
        (reply(5, "Dear Grace, you are right, the receipts still took the number from the old "
               "contract. I have corrected that; new receipts are fine from now on."),
         note(0.5, "Corrections for September and October must be made by hand, see the list in "
              "the shared folder. Ask finance before sending them.")),
    ),
    DemoTicket(
        33, HANNA, "Ticket machine freezes when somebody pays by phone",
        "The machine at the east entrance freezes whenever a visitor pays with a phone. Cards "
        "are fine. After some minutes it starts again by itself. On weekends this happens ten "
        "times a day and people get angry. Please help.",
        (reply(1, "Hello Hanna, that sounds like the reader's old firmware. Could I connect to "
               "the machine tonight after closing time?"),
         answer(2, "Yes, please. We close at 18:00, the machine stays on."),
         note(14, "Firmware 2.1.7 installed at 19:10. The log shows a timeout in the reader's "
              "driver at every payment by phone; watch it over the weekend.")),
    ),
    DemoTicket(
        41, LUIS, "Two-factor codes are refused",
        "The codes from my authenticator app are refused since I have a new phone. The backup "
        "codes are in a drawer at home, and I am on a building site until Friday. Is there "
        "another way to sign in?",
        (reply(1.5, "Hello Luis, yes: we can switch the second factor off for you once your "
               "manager has confirmed on the phone that it is you who asks."),),
    ),
    DemoTicket(
        50, GRACE, "Dashboard totals do not match the list",
        "The total at the top of the dashboard says 212 open orders, the list below has 208 "
        "rows when I page through it. It is not urgent, but our manager reads the number in the "
        "morning meeting.",
        (note(6, "Reproduced: the total counts orders that were moved to the archive today. "
              "The cache of the total is refreshed at midnight only."),
         reply(1, "Thank you, Grace. You have found a real bug: the total counts orders archived "
               "on the same day. The fix will come with the next release.")),
    ),
    DemoTicket(
        63, HANNA, "Anmeldung am Kiosk dauert sehr lange",
        "Guten Tag, seit der Umstellung dauert die Anmeldung am Kiosk fast eine Minute. Ich "
        "habe nichts geändert, und das Netzwerk ist sonst schnell. Die Besucher warten nicht so "
        "lange. Können Sie bitte nachsehen?",
        (reply(3, "Guten Tag Frau Weiss, der Kiosk fragt beim Start einen Server, den es nicht "
               "mehr gibt. Ich stelle das heute um."),),
    ),
)  # fmt: skip

WAITING_FOR_REQUESTER: Final = (
    DemoTicket(
        30, GRACE, "Mails from the shop land in the junk folder",
        "Customers tell us that order confirmations end up in their junk folder, mostly those "
        "with an address at the big free providers. We have changed nothing in the settings. "
        "Do we have to add something to our DNS?",
        (ask(4, "Hello Grace, probably yes. Please look whether there is a record named "
             "_dmarc in your domain's DNS, and send me what it says."),),
    ),
    DemoTicket(
        46, LUIS, "Laptop battery is empty after an hour",
        "My laptop's battery lasts only an hour on the building site, it used to be six. I have "
        "turned the brightness down and closed everything else. Is it worth repairing?",
        (reply(2, "Hello Luis, that should not be after two years. We can have a new battery "
               "built in within a day."),
         ask(20, "Could you tell me the number on the sticker on the bottom of the laptop? Then "
             "I order the right battery.")),
    ),
    DemoTicket(
        70, HANNA, "Refund for a cancelled school visit",
        "A school has cancelled its visit four weeks ahead, so it should get the full price "
        "back. In the system I can only refund half of it. How do I refund 168.00 altogether?",
        (ask(3, "Dear Hanna, the rest can be refunded by us. Which booking is it? The number "
             "begins with an S and is on the confirmation."),
         note(0.1, "Do not refund before the number is known: there are three bookings by "
              "schools on that day.")),
    ),
    DemoTicket(
        95, GRACE, "Close the account of a former employee",
        "Jonas has left us at the end of last month. Please close his account, and give his open "
        "tasks to me. His personal data should be deleted as far as the law allows.",
        (reply(1, "Hello Grace, his sessions are ended and he cannot sign in any more."),
         ask(0.5, "Before we delete the rest: shall his comments on orders stay, with the name "
             "\"former employee\"?")),
    ),
    DemoTicket(
        120, LUIS, "Webhook is called twice for one change",
        "Our server gets every webhook \"order changed\" twice, a second apart, with the same "
        "body. So all our customers get two text messages. Is this a bug, or do we have to "
        "configure something?",
        (reply(2, "Hello Luis, a webhook is repeated when your server does not answer within a "
               "second. Our log shows that it takes about 1.3 s."),
         ask(1, "Could you answer first, and send the text messages afterwards? Each call also "
             "has an Idempotency-Key by which you can recognise a repeat.")),
    ),
)  # fmt: skip

ACTIVE: Final = (*NEW, *WAITING_FOR_STAFF, *WAITING_FOR_REQUESTER)
