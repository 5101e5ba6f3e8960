"""Demo tickets that were solved, some of them not at the first try."""

from typing import Final

from api.commands.demo_data import (
    GRACE,
    HANNA,
    LUIS,
    DemoTicket,
    answer,
    ask,
    close,
    confirm,
    note,
    rate,
    reopen,
    reply,
    resolve,
)

REOPENED: Final = (
    DemoTicket(
        110, HANNA, "Audio guide app crashes when a tour is chosen",
        "The audio guide app crashes on our older tablets as soon as a visitor chooses the tour "
        "\"Highlights\". The other tours work. We have twenty of these tablets at the counter.",
        (reply(3, "Hello Hanna, the cover picture of that tour is too large for the old tablets. "
               "I have replaced it by a smaller one."),
         resolve(1, "After a restart the tour opens on our test tablet. Please tell us if it does "
                 "not on yours."),
         reopen(30, "It works on most of them, but three tablets still crash, now when the tour "
                "is at station 7."),
         note(2, "Station 7 has a video instead of a picture. Same problem, other place.")),
    ),
    DemoTicket(
        150, GRACE, "Discount code is refused at the checkout",
        "The code AUTUMN15 from your newsletter is refused at the checkout (\"not valid for this "
        "basket\"). Several customers have written to us. The campaign runs until Sunday!",
        (resolve(4, "Hello Grace, the code was limited to orders above 100. We have removed the "
                 "limit, it is valid for every basket now."),
         reopen(5, "Now it takes off 15 % twice when somebody changes the number of pieces. That "
                "is too kind of us, please have a look immediately."),
         reply(1, "You are right, sorry. The code is off for the moment, and will be back "
               "tomorrow morning.")),
    ),
)  # fmt: skip

RESOLVED: Final = (
    DemoTicket(
        55, LUIS, "Scanner sends mails without the attachment",
        "Scan to mail works, but the mails arrive empty, without the PDF. It began when we got "
        "the new mail server.",
        (reply(2, "Hello Luis, the new server refuses attachments above 5 MB and the scanner "
               "does not notice. I have raised the limit to 25 MB."),
         resolve(1, "A scan of 40 pages has just arrived here. The scanner also warns now when a "
                 "document is too large."),
         rate(3, 5, "Quick and well explained.")),
    ),
    DemoTicket(
        60, GRACE, "How do I change the address on our invoices?",
        "We have moved to another street. Where do I change the address that is printed on our "
        "invoices? In the profile I can only find the delivery address.",
        (resolve(1.5, "Hello Grace, it is under Settings, Billing, \"Invoice recipient\". Only "
                 "admins of your workspace see that page; you are one since today."),
         rate(20, 4)),
    ),
    DemoTicket(
        75, HANNA, "Group booking form shows last year's prices",
        "The form for group bookings still shows the prices of last year. The normal tickets are "
        "right. We have to honour what people see, so we lose money with each booking.",
        (note(0.5, "The form has a price list of its own. That should not be so."),
         reply(1, "Hello Hanna, the form is corrected since a minute ago."),
         resolve(5, "It also takes its prices from the one list now, so that this cannot happen "
                 "again next year.")),
    ),
    DemoTicket(
        88, LUIS, "License key is not accepted on the second computer",
        "I have installed the program on my office computer, but the license key is refused: "
        "\"already in use\". Our license is for two computers.",
        (resolve(6, "Hello Luis, your old computer was still registered. I have removed it, and "
                 "the key works on two computers again."),
         rate(2, 5, "Thank you so much!")),
    ),
    DemoTicket(
        100, GRACE, "Can the order list be sorted by due date?",
        "It would be nice to sort the list of orders by due date. At the moment I export them "
        "and sort in a spreadsheet each morning.",
        (reply(7, "Hello Grace, it can, though it is well hidden: click on the three dots of the "
               "column \"Created\" and choose another date."),
         confirm(3, "Found it, wonderful! That saves me ten minutes a day."),
         rate(0.1, 5)),
    ),
    DemoTicket(
        130, HANNA, "Wi-Fi in the lecture hall drops every hour",
        "During lectures the Wi-Fi in the large hall drops every hour for about a minute. With "
        "two hundred guests this is embarrassing.",
        (ask(2, "Hello Hanna, does it happen exactly on the hour, and also when the hall is "
             "empty?"),
         answer(20, "Yes, exactly on the hour. My colleague tried it in the empty hall, the same."),
         note(1, "The guest network renews its certificate every 60 minutes instead of days."),
         resolve(3, "It was a setting of the guest network, which changed its keys every hour. It "
                 "does so once a night now, when nobody is there.")),
    ),
    DemoTicket(
        140, LUIS, "Delete the pictures of a private site",
        "By mistake I uploaded pictures of a private house to a project that customers can see. "
        "Please delete them for good, also from the backups if possible.",
        (reply(0.3, "Hello Luis, they are gone from the project, and nobody had opened it since."),
         resolve(24, "The backups with them have been removed as well.")),
    ),
)  # fmt: skip

CLOSED: Final = (
    DemoTicket(
        200, GRACE, "Search finds nothing with umlauts",
        "Searching for \"Müller\" finds nothing, \"Muller\" finds a few, and there should be "
        "about forty customers of that name. Is the search broken?",
        (reply(5, "Hello Grace, the search index was built with the wrong settings after the "
               "move to the new server. It is being built again."),
         resolve(10, "All 43 are found again, with and without the dots."),
         rate(4, 4), close(60)),
    ),
    DemoTicket(
        260, HANNA, "Cash register and ledger differ by 5 cents",
        "Every day the ledger is 5 cents above the cash register. It is not much, but our auditor "
        "will not be happy with it.",
        (ask(3, "Hello Hanna, do you sell anything whose price is not a whole number of cents, "
             "for example a third of a package?"),
         answer(5, "Yes! The combined ticket is split into three parts of 3.3333."),
         resolve(20, "The parts are rounded now so that they add up to the whole ticket."),
         rate(10, 5, "Even our auditor smiled."), close(100)),
    ),
    DemoTicket(
        310, LUIS, "Projector in the meeting room shows no picture",
        "The projector says \"no signal\" with every laptop, also with a different cable.",
        (reply(1, "I am in the building this afternoon and will look at it."),
         resolve(5, "The socket in the table was broken, it has been replaced."),
         close(24, "Thanks for the coffee!")),
    ),
    DemoTicket(
        380, GRACE, "Which file format does the article import need?",
        "I want to import about 900 articles. Is there a description of the columns, or an "
        "example file?",
        (resolve(2, "Hello Grace, under Help, \"Import\" there is an example with all columns. "
                 "Only number, name and price are needed; the order does not matter."),
         rate(1, 3, "Helpful, but hard to find."), close(48)),
    ),
    DemoTicket(
        430, HANNA, "Newsletter goes out to people who signed off",
        "Three visitors have complained that they still get the newsletter although they signed "
        "off weeks ago. This is a privacy matter, please treat it as important.",
        (note(0.5, "Told the data protection officer at 10:40."),
         reply(0.5, "Hello Hanna, we have stopped the mailing until we know more."),
         reply(6, "The list was copied in June for the anniversary, and the copy does not know who "
               "signed off later. It has been deleted."),
         resolve(20, "Everybody concerned has got an apology. The copy of lists is switched off "
                 "for all workspaces."),
         close(72)),
    ),
    DemoTicket(
        500, LUIS, "Measuring device is not recognised by USB",
        "The laser measuring device is not recognised when I connect it by USB. The driver is "
        "installed, and on my colleague's laptop it works.",
        (ask(4, "Does it work at one of the sockets on the left side? Those on the right give "
             "less power."),
         answer(18, "It does! I would never have thought of that."),
         close(2, "Good to hear. A label on the laptop may help the next one.")),
    ),
    DemoTicket(
        560, GRACE, "Double entries after the import of contacts",
        "After importing contacts from the old system about 150 people are there twice, once "
        "with and once without a phone number.",
        (reply(8, "Hello Grace, I have merged those with the same e-mail address, that is 131 of "
               "them. The rest need your eyes: the list is in your workspace."),
         resolve(30, "All entries are merged or confirmed as different people."),
         rate(12, 4, "Took a while, but nothing was lost."), close(60)),
    ),
    DemoTicket(
        600, LUIS, "Everything is down on the building site",
        "Nobody can work: neither the project pages nor the drawings open, for about twenty "
        "people on the building site at the harbour. It began at 7:15. Please call me at once.",
        (reply(0.1, "We see it too: a provider in your region has an outage. We are moving your "
               "site to the second line now."),
         note(0.2, "Ticket with the provider is open. They expect two hours."),
         resolve(0.6, "The second line is up, everything should open again, a little slower."),
         answer(0.5, "It works again. Thank you for being so fast."),
         resolve(3, "The first line is back as well, and you are on it again."),
         rate(15, 5, "Half an hour from my call to the solution."), close(40)),
    ),
    DemoTicket(
        640, HANNA, "Museum card: what happens after twelve months?",
        "Does the yearly museum card end by itself, or must visitors cancel their subscription? "
        "We get this question every day and the website says nothing.",
        (resolve(5, "Dear Hanna, it ends by itself, and a reminder is sent a month before. We "
                 "have added this to the page about prices."),
         close(90)),
    ),
)  # fmt: skip

SPAM_AND_PRAISE: Final = (
    DemoTicket(
        330, LUIS, "Thank you",
        "No problem this time: the new version is excellent, and the people on your phone are the "
        "most patient ones I know. Well done!",
        (close(3, "Thank you, Luis! We have read it aloud in the team."), rate(1, 5)),
    ),
    DemoTicket(
        470, GRACE, "Test, please ignore",
        "Only trying whether the form on our new website works.",
        (close(1, "It works, we can read you."),),
    ),
)  # fmt: skip

ENDED: Final = (*REOPENED, *RESOLVED, *CLOSED, *SPAM_AND_PRAISE)
