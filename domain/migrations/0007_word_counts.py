"""How many texts hold a word, for SQLite: a view into its full-text indexes."""

from tortoise import migrations

from domain.database.operations import RunSqlOn

SQLITE = [
    "CREATE VIRTUAL TABLE ticket_words USING fts5vocab(ticket_search, row)",
    "CREATE VIRTUAL TABLE article_words USING fts5vocab(article_search, row)",
]


class Migration(migrations.Migration):
    dependencies = [("domain", "0004_assignee_wish"), ("domain", "0006_automatic_decisions")]

    operations = [RunSqlOn(sqlite=SQLITE, postgres=[])]
