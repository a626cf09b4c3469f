//! The hash chain over the audit trail: sealed in batches, proved from the database alone.
//!
//! Each entry's hash covers its own columns as canonical text and the hash of the entry before it;
//! the head of the chain is signed, in the transaction that seals, with a key that the database does
//! not hold. An edit, a deletion and a reordering break the chain; a tail that was cut off or made anew
//! doesn't end where it was signed, and nothing is sealed on top of it. Of the signatures one in so
//! many entries is kept for good, and always the newest.

use ed25519_dalek::{Signature, Signer, VerifyingKey};
use entity::{Moment, audit, audit_checkpoint};
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};

use crate::params;
use crate::store::keys::Keys;
use crate::store::{At, Fault, Sql};

/// Entries that one statement seals.
const GROUP: usize = 100;

/// What is wrong with a chain that somebody rewrote behind its newest signature.
const UNSIGNED_END: &str = "the audit chain does not end where it was signed; run `xinju verify`";

/// The hash before the first entry.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of `entry` at `seq`, following an entry whose hash is `before`.
pub fn link(before: &str, seq: i64, entry: &audit::Model) -> String {
    let canonical = serde_json::json!([
        before,
        seq,
        entry.id,
        entry.at.0,
        entry.actor_id,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.household_id,
        entry.node_id,
        entry.reason,
        entry.facts,
        entry.trace_id,
    ]);
    hex::encode(Sha256::digest(canonical.to_string()))
}

#[derive(FromQueryResult)]
struct Head {
    seq: i64,
    hash: String,
}

async fn head(sql: Sql<'_>) -> Result<Head, Fault> {
    let newest = "SELECT seq, hash FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1";
    let head = sql.one(newest, vec![]).await?;
    Ok(head.unwrap_or_else(|| Head { seq: 0, hash: BEGINNING.to_owned() }))
}

/// Gives up to `batch` unsealed entries their place in the chain and signs its new head; says how
/// many. Of the signatures before it one in `every` entries stays.
///
/// The worker's lease makes sure that one node seals at a time; should two do, the unique place in the
/// chain refuses the second.
pub(crate) async fn seal(at: &At<'_>, keys: &Keys, batch: u32, every: u32) -> Result<u64, Fault> {
    let entries: Vec<audit::Model> = at
        .sql()
        .all(
            "SELECT * FROM audit WHERE seq IS NULL ORDER BY id LIMIT $1",
            params![i64::from(batch)],
        )
        .await?;
    if entries.is_empty() {
        return Ok(0);
    }
    let mut head = head(at.sql()).await?;
    let signed = newest(at.sql()).await?;
    check_end(&head, signed.first(), keys)?;
    let mut sealed = 0;
    for group in entries.chunks(GROUP) {
        let mut values = Vec::with_capacity(group.len() * 3);
        for entry in group {
            head.seq += 1;
            head.hash = link(&head.hash, head.seq, entry);
            values.extend(params![head.seq, head.hash.clone(), entry.id]);
        }
        sealed += place(at, values).await?;
    }
    if usize::try_from(sealed).ok() != Some(entries.len()) {
        return Err(Fault::Away("another node seals the audit trail at this moment"));
    }
    sign(at, keys, &head).await?;
    if let [last, before @ ..] = signed.as_slice() {
        let since = before.first().map_or(0, |before| before.seq);
        if last.seq - since < i64::from(every) {
            let gone = "DELETE FROM audit_checkpoint WHERE seq = $1";
            at.execute(gone, params![last.seq]).await?;
        }
    }
    Ok(sealed)
}

/// The two newest signatures.
async fn newest(sql: Sql<'_>) -> Result<Vec<audit_checkpoint::Model>, Fault> {
    sql.all("SELECT * FROM audit_checkpoint ORDER BY seq DESC LIMIT 2", vec![]).await
}

/// Refuses to go on from an end that was never signed: somebody rewrote it.
fn check_end(
    head: &Head,
    signed: Option<&audit_checkpoint::Model>,
    keys: &Keys,
) -> Result<(), Fault> {
    let holds = match signed {
        None => head.seq == 0,
        Some(point) => {
            let text = statement(point.seq, &point.hash, point.at);
            (point.seq, &point.hash) == (head.seq, &head.hash)
                && is_signed(keys, &text, &point.signature)
        }
    };
    if holds { Ok(()) } else { Err(Fault::Damaged(UNSIGNED_END.to_owned())) }
}

/// Writes places and hashes of up to [`GROUP`] entries in one statement.
async fn place(at: &At<'_>, values: Vec<sea_orm::Value>) -> Result<u64, Fault> {
    let rows: Vec<_> = (1..=values.len())
        .step_by(3)
        .map(|first| format!("(${first}, ${}, ${})", first + 1, first + 2))
        .collect();
    let sql = format!(
        "WITH sealed (seq, hash, id) AS (VALUES {}) UPDATE audit SET seq = sealed.seq, \
         hash = sealed.hash FROM sealed WHERE audit.id = sealed.id AND audit.seq IS NULL",
        rows.join(", ")
    );
    at.execute(sql, values).await
}

/// Signs how far the chain reached.
async fn sign(at: &At<'_>, keys: &Keys, head: &Head) -> Result<(), Fault> {
    let key = keys.checkpoint_key();
    let signature = key.sign(statement(head.seq, &head.hash, at.now).as_bytes());
    at.execute(
        "INSERT INTO audit_checkpoint (seq, hash, at, key_id, signature) \
         VALUES ($1, $2, $3, $4, $5)",
        params![
            head.seq,
            head.hash.clone(),
            at.now,
            key_id(&key.verifying_key()),
            hex::encode(signature.to_bytes())
        ],
    )
    .await?;
    Ok(())
}

fn statement(seq: i64, hash: &str, at: Moment) -> String {
    format!("xinju audit checkpoint {seq} {hash} {}", at.0)
}

/// Names a checkpoint key by its public half.
fn key_id(key: &VerifyingKey) -> String {
    hex::encode(Sha256::digest(key.as_bytes())).chars().take(16).collect()
}

fn is_signed(keys: &Keys, text: &str, signature: &str) -> bool {
    let bytes = hex::decode(signature).unwrap_or_default();
    let key = keys.checkpoint_key().verifying_key();
    Signature::from_slice(&bytes)
        .is_ok_and(|signature| key.verify_strict(text.as_bytes(), &signature).is_ok())
}

/// What a proof of the chain found.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Proof {
    /// Entries in the chain.
    pub entries: u64,
    /// Entries that still wait for their place.
    pub unsealed: u64,
    /// Checkpoints whose signature and hash were compared.
    pub checkpoints: u64,
    /// What is wrong, in words; empty when all is well.
    pub faults: Vec<String>,
}

/// Walks the chain up to its newest checkpoint, in pages, and compares every hash and every checkpoint.
///
/// It holds while a server goes on sealing: what is sealed meanwhile has a newer checkpoint.
pub async fn prove(sql: Sql<'_>, keys: Option<&Keys>) -> Result<Proof, Fault> {
    let mut proof = Proof::default();
    let checkpoints = read_checkpoints(sql).await?;
    let end = checkpoints.last().map_or(0, |point| point.seq);
    let mut checkpoints = checkpoints.into_iter().peekable();
    let mut last = Head { seq: 0, hash: BEGINNING.to_owned() };
    loop {
        let page = "SELECT * FROM audit WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT 2000";
        let page: Vec<audit::Model> = sql.all(page, params![last.seq, end]).await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            step(&mut proof, &mut last, &entry);
            while let Some(point) = checkpoints.next_if(|point| point.seq <= last.seq) {
                compare(&mut proof, &last, &point, keys);
            }
        }
    }
    for point in checkpoints {
        proof.faults.push(format!("entries after {} are missing up to {}", last.seq, point.seq));
    }
    if unsigned(sql).await? {
        proof.faults.push("its end was never signed".to_owned());
    }
    let unsealed: Option<i64> =
        sql.value("SELECT COUNT(*) FROM audit WHERE seq IS NULL", vec![]).await?;
    proof.unsealed = unsealed.and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
    Ok(proof)
}

/// Whether entries follow the newest checkpoint. Both are asked for at one moment.
async fn unsigned(sql: Sql<'_>) -> Result<bool, Fault> {
    let beyond = "SELECT 1 FROM audit \
                  WHERE seq > (SELECT COALESCE(MAX(seq), 0) FROM audit_checkpoint) LIMIT 1";
    sql.exists(beyond, vec![]).await
}

async fn read_checkpoints(sql: Sql<'_>) -> Result<Vec<audit_checkpoint::Model>, Fault> {
    sql.all("SELECT * FROM audit_checkpoint ORDER BY seq", vec![]).await
}

fn step(proof: &mut Proof, last: &mut Head, entry: &audit::Model) {
    let seq = entry.seq.unwrap_or(0);
    let stored = entry.hash.clone().unwrap_or_default();
    if seq != last.seq + 1 {
        proof.faults.push(format!("entries between {} and {seq} are missing", last.seq));
    } else if link(&last.hash, seq, entry) != stored {
        proof.faults.push(format!("entry {seq} was changed"));
    }
    proof.entries += 1;
    *last = Head { seq, hash: stored };
}

fn compare(proof: &mut Proof, last: &Head, point: &audit_checkpoint::Model, keys: Option<&Keys>) {
    proof.checkpoints += 1;
    if point.seq == last.seq && point.hash != last.hash {
        proof.faults.push(format!("the chain was rewritten before checkpoint {}", point.seq));
    }
    let text = statement(point.seq, &point.hash, point.at);
    if keys.is_some_and(|keys| !is_signed(keys, &text, &point.signature)) {
        proof.faults.push(format!("checkpoint {} is not signed by our key", point.seq));
    }
}
