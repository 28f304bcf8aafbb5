"""The full-text index behind services.search: FTS5 with triggers on SQLite, GIN on PostgreSQL."""

from django.db import migrations

TABLE = "services_searchentry"
SQLITE = [
    "CREATE VIRTUAL TABLE services_search USING fts5("
    f"title, body, content='{TABLE}', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER services_search_insert AFTER INSERT ON {TABLE} BEGIN "
    "INSERT INTO services_search(rowid, title, body) VALUES (new.id, new.title, new.body); END",
    f"CREATE TRIGGER services_search_delete AFTER DELETE ON {TABLE} BEGIN "
    "INSERT INTO services_search(services_search, rowid, title, body) "
    "VALUES ('delete', old.id, old.title, old.body); END",
    f"CREATE TRIGGER services_search_update AFTER UPDATE ON {TABLE} BEGIN "
    "INSERT INTO services_search(services_search, rowid, title, body) "
    "VALUES ('delete', old.id, old.title, old.body); "
    "INSERT INTO services_search(rowid, title, body) VALUES (new.id, new.title, new.body); END",
]
POSTGRESQL = [
    f"CREATE INDEX services_search ON {TABLE} USING gin ("
    "(setweight(to_tsvector('english', coalesce(title, '')), 'A') "
    "|| setweight(to_tsvector('english', coalesce(body, '')), 'D')))"
]


def create(apps, schema_editor):
    """Creates the index of the database in use."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    """Drops it again."""
    if schema_editor.connection.vendor == "sqlite":
        for name in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER services_search_{name}")
        schema_editor.execute("DROP TABLE services_search")
    else:
        schema_editor.execute("DROP INDEX services_search")


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
