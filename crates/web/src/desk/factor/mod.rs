//! 第二重验证：time-based codes, recovery codes and passkeys of an account, sealed like other secrets.

pub mod page;
pub mod passkey;
pub mod second;
pub mod totp;

use super::account::NoAccount;
use super::password;
use crate::words;
use jiff::Timestamp;
use ledger::Ledger;
use passkey::Passkey;
use serde::{Deserialize, Serialize};

const KIND: &str = "factor";
const RECOVERY_CODES: usize = 10;
/// Passkeys of one account.
pub const MOST_PASSKEYS: usize = 10;

/// What an account proves itself by beside the password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Factors {
    #[serde(skip)]
    version: u64,
    totp: Option<Totp>,
    /// A secret that was shown and not yet confirmed by a code.
    pending: Option<String>,
    /// Hashes of the recovery codes that are left.
    recovery: Vec<String>,
    pub passkeys: Vec<Passkey>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Totp {
    /// In base32.
    secret: String,
    since: Timestamp,
    /// The step of the last code that was taken: a code opens once.
    last_step: u64,
}

impl Factors {
    pub fn is_on(&self) -> bool {
        self.totp.is_some() || !self.passkeys.is_empty()
    }

    pub fn has_totp(&self) -> bool {
        self.totp.is_some()
    }

    pub fn since(&self) -> Option<Timestamp> {
        self.totp.as_ref().map(|totp| totp.since)
    }

    pub fn pending(&self) -> Option<&str> {
        self.pending.as_deref()
    }

    pub fn recovery_left(&self) -> usize {
        self.recovery.len()
    }

    /// «动态口令、通行密钥2个»
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if self.totp.is_some() {
            words.push("动态口令".to_owned());
        }
        if !self.passkeys.is_empty() {
            words.push(format!("通行密钥{}个", self.passkeys.len()));
        }
        if words.is_empty() { "没有启用".into() } else { words.join("、") }
    }

    /// Begins to enrol with a new secret.
    pub fn begin_totp(&mut self) -> anyhow::Result<()> {
        self.pending = Some(totp::new_secret()?);
        Ok(())
    }

    /// Thinks better of it: what stood before goes on.
    pub fn abandon_totp(&mut self) {
        self.pending = None;
    }

    /// Confirms the pending secret by a code made from it.
    pub fn confirm_totp(&mut self, code: &str, now: Timestamp) -> bool {
        let step = self.pending.as_deref().and_then(|secret| totp::step_of(secret, code, now));
        let (Some(last_step), Some(secret)) = (step, self.pending.clone()) else { return false };
        self.pending = None;
        self.totp = Some(Totp { secret, since: now, last_step });
        true
    }

    /// Takes a code of the running secret, once.
    pub fn take_code(&mut self, code: &str, now: Timestamp) -> bool {
        let Some(totp) = &mut self.totp else { return false };
        match totp::step_of(&totp.secret, code, now) {
            Some(step) if step > totp.last_step => {
                totp.last_step = step;
                true
            }
            _ => false,
        }
    }

    /// Takes one of the recovery codes, once.
    pub async fn take_recovery(&mut self, code: &str) -> anyhow::Result<bool> {
        let code: String =
            code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        if code.len() != totp::RECOVERY_LETTERS || self.recovery.is_empty() {
            return Ok(false);
        }
        match password::matching(self.recovery.clone(), code).await? {
            Some(at) => {
                self.recovery.remove(at);
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// New recovery codes in place of what there was; told once.
    pub async fn renew_recovery(&mut self) -> anyhow::Result<Vec<String>> {
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        self.recovery.clear();
        for _ in 0..RECOVERY_CODES {
            let code = totp::recovery_code()?;
            self.recovery.push(password::hash(code.clone()).await?);
            codes.push(format!("{}-{}", &code[..5], &code[5..]));
        }
        Ok(codes)
    }

    pub fn drop_totp(&mut self) {
        self.totp = None;
        self.pending = None;
        if self.passkeys.is_empty() {
            self.recovery.clear();
        }
    }
}

/// What an account has; nothing where it has enrolled nothing.
pub async fn load(ledger: &Ledger, id: &str) -> anyhow::Result<Factors> {
    let Some(record) = ledger.record(KIND, id).await? else { return Ok(Factors::default()) };
    let plain = ledger.unseal_bytes(&record.body, &bound(id))?;
    Ok(Factors { version: record.version, ..serde_json::from_slice(&plain)? })
}

/// Keeps it; refused where it changed since it was loaded, so that a code sent twice at once opens once.
pub async fn save(ledger: &Ledger, id: &str, factors: &Factors) -> Result<(), NoAccount> {
    let plain = serde_json::to_vec(factors).map_err(anyhow::Error::from)?;
    let sealed = ledger.seal_bytes(&plain, &bound(id)).map_err(NoAccount::of_ledger)?;
    let kept = ledger.put_record(KIND, id, factors.version, &sealed, None).await;
    kept.map(|_| ()).map_err(NoAccount::of_ledger)
}

/// Takes everything away, so that its owner begins anew.
pub async fn forget(ledger: &Ledger, id: &str) -> Result<(), NoAccount> {
    let Some(record) = ledger.record(KIND, id).await.map_err(NoAccount::of_ledger)? else { return Ok(()) };
    ledger.remove_record(KIND, id, record.version).await.map_err(NoAccount::of_ledger)
}

fn bound(id: &str) -> String {
    format!("{KIND}/{id}")
}

/// «2026年3月2日 09:00», or nothing.
fn moment_or(at: Option<Timestamp>, otherwise: &str) -> String {
    at.map_or_else(|| otherwise.to_owned(), words::moment)
}
