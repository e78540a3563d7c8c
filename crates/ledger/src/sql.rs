//! Every statement of the ledger: one text for SQLite and PostgreSQL (docs/adr/0007). `$1` is understood by both.

pub const HEAD: &str = "SELECT seq, hash FROM head WHERE organ = $1";
/// Where an append starts from: one journey to the database instead of two.
pub const HEAD_AND_VERSION: &str = "SELECT seq, hash, \
    (SELECT version FROM entry WHERE organ = $1 AND stream = $2 ORDER BY version DESC LIMIT 1) AS version \
    FROM head WHERE organ = $1";
pub const NEW_HEAD: &str =
    "INSERT INTO head (organ, seq, hash) VALUES ($1, 0, $2) ON CONFLICT (organ) DO NOTHING";
/// Compare and set: the chain goes on only from where this transaction saw it end.
pub const MOVE_HEAD: &str = "UPDATE head SET seq = $4, hash = $5 WHERE organ = $1 AND seq = $2 AND hash = $3";
pub const ORGANS: &str = "SELECT organ FROM head ORDER BY organ";

/// Followed by rows of eleven values.
pub const NEW_ENTRIES: &str = "INSERT INTO entry \
    (organ, seq, stream, version, kind, at, \"by\", body, prev, hash, alg) VALUES ";
pub const STREAM_VERSION: &str =
    "SELECT version FROM entry WHERE organ = $1 AND stream = $2 ORDER BY version DESC LIMIT 1";
pub const STREAM: &str = "SELECT organ, seq, stream, version, kind, at, \"by\", body, prev, hash, alg \
    FROM entry WHERE organ = $1 AND stream = $2 ORDER BY version";
pub const ENTRIES: &str = "SELECT organ, seq, stream, version, kind, at, \"by\", body, prev, hash, alg \
    FROM entry WHERE organ = $1 AND seq > $2 ORDER BY seq LIMIT $3";
pub const ENTRY: &str = "SELECT organ, seq, stream, version, kind, at, \"by\", body, prev, hash, alg \
    FROM entry WHERE organ = $1 AND seq = $2";
pub const STREAMS: &str = "SELECT stream FROM entry \
    WHERE organ = $1 AND stream > $2 AND version = 1 ORDER BY stream LIMIT $3";
pub const DAY: &str = "SELECT MIN(seq) AS first, MAX(seq) AS last, COUNT(*) AS n FROM entry \
    WHERE organ = $1 AND at >= $2 AND at < $3";

/// Entries of the chain that are looked for.
pub fn entries_sought(conditions: &[String]) -> String {
    let columns = "SELECT organ, seq, stream, version, kind, at, \"by\", body, prev, hash, alg FROM entry";
    sought(columns, "seq", conditions)
}

/// Accesses that are looked for.
pub fn accesses_sought(conditions: &[String]) -> String {
    let columns = "SELECT organ, id, at, account, kind, object, place, detail FROM access";
    sought(columns, "id", conditions)
}

/// What is looked for between `$2` and `$3`, the latest first, before the place `$4`, `$5`, at most `$6`. `tie` tells
/// those of one moment apart; each `?` of the conditions is the next value from `$7` on.
fn sought(columns: &str, tie: &str, conditions: &[String]) -> String {
    let (mut asked, mut number) = (String::new(), 6);
    for condition in conditions {
        asked.push_str(" AND ");
        for letter in condition.chars() {
            if letter == '?' {
                number += 1;
                asked.push_str(&format!("${number}"));
            } else {
                asked.push(letter);
            }
        }
    }
    format!(
        "{columns} WHERE organ = $1 AND at >= $2 AND at < $3 AND (at, {tie}) < ($4, $5){asked} \
         ORDER BY at DESC, {tie} DESC LIMIT $6"
    )
}

pub const NEW_ACCESS: &str = "INSERT INTO access (organ, id, at, account, kind, object, place, detail) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub const OLDEST_ACCESS: &str = "SELECT at FROM access WHERE organ = $1 ORDER BY at, id LIMIT 1";
pub const DROP_ACCESSES: &str = "DELETE FROM access WHERE (organ, id) IN \
    (SELECT organ, id FROM access WHERE organ = $1 AND at < $2 ORDER BY at, id LIMIT $3)";
pub const ACCESSES: &str = "SELECT organ, id, at, account, kind, object, place, detail FROM access \
    WHERE (organ, id) > ($1, $2) ORDER BY organ, id LIMIT $3";

pub const ITEM: &str =
    "SELECT organ, kind, id, version, body, keys FROM item WHERE organ = $1 AND kind = $2 AND id = $3";
pub const PUT_ITEM: &str = "INSERT INTO item (organ, kind, id, version, body, keys) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organ, kind, id) \
    DO UPDATE SET version = excluded.version, body = excluded.body, keys = excluded.keys";
/// Followed by rows of six values.
pub const NEW_ITEMS: &str = "INSERT INTO item (organ, kind, id, version, body, keys) VALUES ";
pub const REMOVE_ITEM: &str = "DELETE FROM item WHERE organ = $1 AND kind = $2 AND id = $3";
pub const ITEMS: &str = "SELECT organ, kind, id, version, body, keys FROM item \
    WHERE organ = $1 AND (kind, id) > ($2, $3) ORDER BY kind, id LIMIT $4";
pub const NEW_KEY: &str = "INSERT INTO item_key (organ, kind, key, sort, id) VALUES ($1, $2, $3, $4, $5)";
/// Followed by rows of five values.
pub const NEW_KEYS: &str = "INSERT INTO item_key (organ, kind, key, sort, id) VALUES ";
pub const REMOVE_KEY: &str =
    "DELETE FROM item_key WHERE organ = $1 AND kind = $2 AND key = $3 AND sort = $4 AND id = $5";
pub const LIST_UP: &str = "SELECT i.organ, i.kind, i.id, i.version, i.body, i.keys FROM item_key k \
    JOIN item i ON i.organ = k.organ AND i.kind = k.kind AND i.id = k.id \
    WHERE k.organ = $1 AND k.kind = $2 AND k.key = $3 AND (k.sort, k.id) > ($4, $5) \
    ORDER BY k.sort, k.id LIMIT $6";
pub const LIST_DOWN: &str = "SELECT i.organ, i.kind, i.id, i.version, i.body, i.keys FROM item_key k \
    JOIN item i ON i.organ = k.organ AND i.kind = k.kind AND i.id = k.id \
    WHERE k.organ = $1 AND k.kind = $2 AND k.key = $3 AND (k.sort, k.id) < ($4, $5) \
    ORDER BY k.sort DESC, k.id DESC LIMIT $6";
/// Items under any of so many keys (`$4` and on), `$3` of each key, those with the largest sort. Each item once.
pub fn list_any(keys: usize) -> String {
    let of = |number: usize| {
        format!(
            "SELECT id FROM (SELECT id FROM item_key WHERE organ = $1 AND kind = $2 AND key = ${} \
             ORDER BY sort DESC, id DESC LIMIT $3) AS k{number}",
            number + 4
        )
    };
    let ids = (0..keys).map(of).collect::<Vec<_>>().join(" UNION ");
    format!(
        "SELECT organ, kind, id, version, body, keys FROM item WHERE organ = $1 AND kind = $2 AND id IN ({ids})"
    )
}

/// Which of so many ids (`$3` and on) a kind has.
pub fn known(ids: usize) -> String {
    let places = (0..ids).map(|id| format!("${}", id + 3)).collect::<Vec<_>>().join(", ");
    format!("SELECT id FROM item WHERE organ = $1 AND kind = $2 AND id IN ({places})")
}

pub const COUNT: &str = "SELECT n FROM tally WHERE organ = $1 AND kind = $2 AND key = $3";
pub const COUNT_BEFORE: &str = "SELECT COUNT(*) AS n FROM item_key \
    WHERE organ = $1 AND kind = $2 AND key = $3 AND sort < $4";
pub const COUNT_FROM: &str = "SELECT COUNT(*) AS n FROM item_key \
    WHERE organ = $1 AND kind = $2 AND key = $3 AND sort >= $4";
pub const COUNTS: &str = "SELECT key, n FROM tally \
    WHERE organ = $1 AND kind = $2 AND key >= $3 AND key < $4 ORDER BY key";
pub const ADD_TALLY: &str = "INSERT INTO tally (organ, kind, key, n) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (organ, kind, key) DO UPDATE SET n = tally.n + excluded.n";
pub const TAKE_TALLY: &str = "UPDATE tally SET n = n - 1 WHERE organ = $1 AND kind = $2 AND key = $3";
pub const EMPTY_TALLY: &str = "DELETE FROM tally WHERE organ = $1 AND kind = $2 AND key = $3 AND n = 0";
pub const SUM: &str = "SELECT sum FROM amount WHERE organ = $1 AND kind = $2 AND key = $3";
pub const SUMS: &str = "SELECT key, sum FROM amount \
    WHERE organ = $1 AND kind = $2 AND key >= $3 AND key < $4 ORDER BY key";
pub const ADD_AMOUNT: &str = "INSERT INTO amount (organ, kind, key, sum) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (organ, kind, key) DO UPDATE SET sum = amount.sum + excluded.sum";
pub const EMPTY_AMOUNT: &str = "DELETE FROM amount WHERE organ = $1 AND kind = $2 AND key = $3 AND sum = 0";
pub const CLEAR_AMOUNTS: &str = "DELETE FROM amount WHERE organ = $1";
pub const CLEAR_ITEMS: &str = "DELETE FROM item WHERE organ = $1";
pub const CLEAR_KEYS: &str = "DELETE FROM item_key WHERE organ = $1";
pub const CLEAR_TALLIES: &str = "DELETE FROM tally WHERE organ = $1";

pub const NEXT_NUMBER: &str = "INSERT INTO number (organ, series, n) VALUES ($1, $2, 1) \
    ON CONFLICT (organ, series) DO UPDATE SET n = number.n + 1 RETURNING n";
pub const NUMBERS: &str =
    "SELECT organ, series, n FROM number WHERE (organ, series) > ($1, $2) ORDER BY organ, series LIMIT $3";
pub const PUT_NUMBER: &str = "INSERT INTO number (organ, series, n) VALUES ($1, $2, $3)";

pub const SEALED: &str = "SELECT digest, cipher FROM vault WHERE organ = $1 AND id = $2";
pub const SEALED_DIGEST: &str = "SELECT digest FROM vault WHERE organ = $1 AND id = $2";
pub const SEAL: &str = "INSERT INTO vault (organ, id, digest, cipher) VALUES ($1, $2, $3, $4)";
pub const ERASE: &str = "UPDATE vault SET cipher = NULL WHERE organ = $1 AND id = $2 AND cipher IS NOT NULL";
pub const VAULT: &str = "SELECT organ, id, digest, cipher FROM vault \
    WHERE (organ, id) > ($1, $2) ORDER BY organ, id LIMIT $3";

pub const BLOB: &str = "SELECT b.hash, b.media, b.size, b.bytes, o.place \
    FROM blob b LEFT JOIN outside o ON o.hash = b.hash WHERE b.hash = $1";
pub const BLOB_MEDIA: &str = "SELECT b.media, b.size, o.place \
    FROM blob b LEFT JOIN outside o ON o.hash = b.hash WHERE b.hash = $1";
pub const PUT_BLOB: &str =
    "INSERT INTO blob (hash, media, size, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING";
pub const BLOBS: &str = "SELECT b.hash, b.media, b.size, b.bytes, o.place \
    FROM blob b LEFT JOIN outside o ON o.hash = b.hash WHERE b.hash > $1 ORDER BY b.hash LIMIT $2";
pub const PLACES: &str = "SELECT b.hash, o.place \
    FROM blob b LEFT JOIN outside o ON o.hash = b.hash WHERE b.hash > $1 ORDER BY b.hash LIMIT $2";
pub const MOVE_BLOB: &str = "UPDATE blob SET bytes = $2 WHERE hash = $1";
pub const BLOB_OUTSIDE: &str = "INSERT INTO outside (hash, place) VALUES ($1, $2) \
    ON CONFLICT (hash) DO UPDATE SET place = excluded.place";
pub const BLOB_INSIDE: &str = "DELETE FROM outside WHERE hash = $1";

pub const RECORD: &str = "SELECT kind, id, version, body, expires FROM record WHERE kind = $1 AND id = $2";
pub const NEW_RECORD: &str = "INSERT INTO record (kind, id, version, body, expires) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, id) DO NOTHING";
pub const MOVE_RECORD: &str = "UPDATE record SET version = version + 1, body = $4, expires = $5 \
    WHERE kind = $1 AND id = $2 AND version = $3";
pub const REMOVE_RECORD: &str = "DELETE FROM record WHERE kind = $1 AND id = $2 AND version = $3";
pub const RECORDS: &str = "SELECT kind, id, version, body, expires FROM record \
    WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3";
pub const ALL_RECORDS: &str = "SELECT kind, id, version, body, expires FROM record \
    WHERE (kind, id) > ($1, $2) ORDER BY kind, id LIMIT $3";
pub const REMOVE_EXPIRED: &str = "DELETE FROM record WHERE (kind, id) IN \
    (SELECT kind, id FROM record WHERE expires <= $1 ORDER BY expires LIMIT $2)";

pub const NEW_JOB: &str =
    "INSERT INTO job (id, queue, due, tries, token, body) VALUES ($1, $2, $3, $4, $5, $6)";
/// On PostgreSQL workers pass over what another has just locked; SQLite has one writer at a time.
pub const CLAIM_JOBS: &str = "UPDATE job SET due = $3, token = $4, tries = tries + 1 WHERE id IN \
    (SELECT id FROM job WHERE queue = $1 AND due <= $2 ORDER BY due, id LIMIT $5 {SKIP LOCKED}) \
    RETURNING id, queue, due, tries, token, body";
pub const COUNT_JOBS: &str = "SELECT COUNT(*) AS n FROM job WHERE queue = $1";
pub const FINISH_JOB: &str = "DELETE FROM job WHERE id = $1 AND token = $2";
pub const DEFER_JOB: &str = "UPDATE job SET due = $3, token = '' WHERE id = $1 AND token = $2";
pub const JOBS: &str =
    "SELECT id, queue, due, tries, token, body FROM job WHERE id > $1 ORDER BY id LIMIT $2";

pub const META: &str = "SELECT value FROM meta WHERE name = $1";
pub const PUT_META: &str = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
pub const MIGRATIONS: &str = "SELECT version FROM migration ORDER BY version DESC LIMIT 1";
pub const MIGRATED: &str = "INSERT INTO migration (version) VALUES ($1) ON CONFLICT (version) DO NOTHING";

/// `($1, $2), ($3, $4)` for two rows of two.
pub fn rows(count: usize, width: usize) -> String {
    let row = |at: usize| {
        let values: Vec<String> = (1..=width).map(|column| format!("${}", at * width + column)).collect();
        format!("({})", values.join(", "))
    };
    (0..count).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::migrate;
    use crate::store::{On, Store, text};

    /// The statements of this file, and where they stand in it.
    fn statements() -> Vec<(String, String)> {
        let source = include_str!("sql.rs");
        let (source, _) = source.split_once("#[cfg(test)]").expect("the tests come last");
        let constants = source.split("pub const ").skip(1);
        let statement = |constant: &str| {
            let (name, rest) = constant.split_once(": &str =").expect("a statement");
            let (text, _) = rest.split_once("\";").expect("it ends");
            let text = text.trim().trim_start_matches('"').replace("\\\n", " ").replace("\\\"", "\"");
            (name.to_owned(), text)
        };
        constants.map(statement).collect()
    }

    /// docs/adr/0007: what one of the databases, or a distributed one that speaks PostgreSQL's protocol, lacks.
    #[test]
    fn no_statement_asks_for_more_than_every_store_has() {
        let refused = [
            "OFFSET",
            "NEXTVAL",
            "SERIAL",
            "IDENTITY",
            "TRIGGER",
            "ADVISORY",
            "LISTEN",
            "NOTIFY",
            "DEFERRABLE",
            "EXTENSION",
            "NOW()",
            "CURRENT_TIMESTAMP",
            "RANDOM",
            "AUTOINCREMENT",
            "INSERT OR",
            "REPLACE INTO",
            "ILIKE",
        ];
        let tables = include_str!("migrate.rs").replace("IDENTITY", "");
        for (name, text) in statements().into_iter().chain([("migrate.rs".into(), tables)]) {
            for word in refused {
                assert!(!text.to_uppercase().contains(word), "{name} says {word}");
            }
        }
    }

    #[test]
    fn sql_stands_in_two_files_only() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for file in folder.read_dir().expect("the sources") {
            let path = file.expect("a file").path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if ["sql.rs", "migrate.rs"].contains(&name) {
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a source");
            for word in ["SELECT ", "INSERT INTO", "UPDATE SET", "DELETE FROM"] {
                assert!(!source.contains(word), "{name} says {word}");
            }
        }
    }

    /// Looking by time or by person goes along an index; by object it sorts what belongs to that one.
    #[tokio::test]
    async fn looking_for_who_did_what_reads_no_whole_table() {
        let store = Store::open("sqlite::memory:", 1, true).await.expect("a store");
        migrate::run(&store, migrate::KNOWN).await.expect("tables");
        let kinds = "(kind >= ? AND kind < ?)".to_owned();
        let cases = [
            super::entries_sought(&[]),
            super::entries_sought(&["\"by\" = ?".to_owned(), kinds.clone()]),
            super::accesses_sought(std::slice::from_ref(&kinds)),
            super::accesses_sought(&["account = ?".to_owned()]),
            super::accesses_sought(&["object = ?".to_owned(), kinds]),
        ];
        for text in cases {
            let rows =
                store.rows("explain", &format!("EXPLAIN QUERY PLAN {text}"), []).await.expect("a plan");
            for row in &rows {
                let detail: String = text::of(row, "plan", "detail").expect("a detail");
                assert!(detail.starts_with("SEARCH") && detail.contains("INDEX"), "{text}: {detail}");
            }
        }
    }

    /// Each statement finds its rows by an index and in the order of it: what it costs does not grow with the table.
    #[tokio::test]
    async fn no_statement_reads_a_whole_table_or_sorts() {
        let store = Store::open("sqlite::memory:", 1, true).await.expect("a store");
        migrate::run(&store, migrate::KNOWN).await.expect("tables");
        for (name, text) in statements() {
            if ["NEW_ENTRIES", "NEW_ITEMS", "NEW_KEYS"].contains(&name.as_str()) {
                continue;
            }
            let text = format!("EXPLAIN QUERY PLAN {}", text.replace("{SKIP LOCKED}", ""));
            let rows = store.rows("explain", &text, []).await.expect("a plan");
            for row in &rows {
                let detail: String = text::of(row, "plan", "detail").expect("a detail");
                // The heads are as many as the organs; one row a migration.
                let small = ["SCAN head", "SCAN migration"].iter().any(|scan| detail.starts_with(scan));
                // What a subquery of few rows is turned into.
                let list = ["LIST SUBQUERY", "SCALAR SUBQUERY", "CONSTANT ROW", "BLOOM FILTER"]
                    .iter()
                    .any(|part| detail.contains(part));
                let searches = detail.starts_with("SEARCH") || small || list;
                assert!(searches && !detail.contains("TEMP B-TREE"), "{name}: {detail}");
            }
        }
    }
}
