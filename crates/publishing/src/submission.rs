//! 报送包和收到的报告：a package is sealed by its digest and the token both sides know; what came is kept in the ledger,
//! listed by year, counted in the transaction of the act.

use crate::{Error, Page, Publishing, page};
use jiff::civil::Date;
use ledger::{Direction, Entry, Hash, Item, NewEvent, Place, Tx};
use office::moment::Moment;
use office::submission::{Event, FINDINGS, State, Submission, arrive, judge, replay};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const KIND: &str = "submission";
const MEDIA: &str = "application/json";
/// A package with its papers; nothing larger is read.
pub const PACKAGE_BYTES: usize = 20_000_000;
const MOST_PAPERS: usize = 10;
const LONGEST_NAME: usize = 120;

/// A paper of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub name: String,
    pub base64: String,
}

/// A point of the checklist as the unit saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    pub label: String,
    pub state: String,
    pub details: Vec<String>,
}

/// 报送包: the report of a unit, its papers, what its own check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// `gongkai-report-submission/1`
    pub format: String,
    pub unit: String,
    pub name: String,
    pub year: i16,
    pub on: Date,
    /// In the shape of `report compile … json`.
    pub report: Value,
    pub papers: Vec<Paper>,
    pub checklist: Vec<Checked>,
    /// SM3 of everything above.
    #[serde(default)]
    pub digest: String,
    /// HMAC-SM3 of the digest under the token of the unit.
    #[serde(default)]
    pub signature: String,
}

pub const FORMAT: &str = "gongkai-report-submission/1";

/// A unit that is to send its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub code: String,
    pub name: String,
    /// What its packages are signed with.
    pub token: String,
}

/// 主管部门的答复.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub unit: String,
    pub year: i16,
    /// Of the package it answers.
    pub digest: String,
    /// `arrived`, `returned`, `accepted`
    pub state: State,
    pub remarks: String,
    pub on: Option<Date>,
    #[serde(default)]
    pub signature: String,
}

/// Why a package is not taken; for whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsealed {
    #[error("报送文件超过20 MB。请减少附件后重新报送。")]
    TooLarge,
    #[error("这不是报送文件，或者不完整（{0}）。请用 gongkai report submit 重新生成。")]
    Unreadable(String),
    #[error("单位代码“{0}”不在应报单位之列。请与主管部门核对。")]
    UnknownUnit(String),
    #[error("报送文件在途中有改动，校验值不符。请重新生成并报送。")]
    Changed,
    #[error("报送文件的签名不对。请核对与主管部门约定的口令。")]
    Signature,
    #[error(
        "报送文件写的单位是“{sent}”，代码“{code}”在应报单位名单里是“{listed}”。请核对单位代码和机关名称，改正后重新报送；单位更名的，请主管部门先更改名单。"
    )]
    Name { code: String, sent: String, listed: String },
}

impl Package {
    /// Sets digest and signature.
    pub fn seal(mut self, token: &str) -> Result<Package, Error> {
        self.digest = self.reckon()?;
        self.signature = mac(token, &self.digest);
        Ok(self)
    }

    fn reckon(&self) -> Result<String, Error> {
        let bare = Package { digest: String::new(), signature: String::new(), ..self.clone() };
        Ok(Hash::of(&serde_json::to_vec(&bare)?).to_string())
    }

    /// Reads what a stranger sent. `units`: whom we expect reports from, each under the name we know it by.
    pub fn open(bytes: &[u8], units: &[Unit]) -> Result<Package, Unsealed> {
        if bytes.len() > PACKAGE_BYTES {
            return Err(Unsealed::TooLarge);
        }
        let unreadable = |why: &str| Unsealed::Unreadable(why.into());
        let package: Package = serde_json::from_slice(bytes)
            .map_err(|error| Unsealed::Unreadable(format!("第{}行", error.line())))?;
        let unit = units
            .iter()
            .find(|unit| unit.code == package.unit)
            .ok_or_else(|| Unsealed::UnknownUnit(package.unit.chars().take(40).collect()))?;
        let reckoned = package.reckon().map_err(|_| unreadable("内容"))?;
        if reckoned != package.digest {
            return Err(Unsealed::Changed);
        }
        if !same(&mac(&unit.token, &package.digest), &package.signature) {
            return Err(Unsealed::Signature);
        }
        if package.format != FORMAT {
            return Err(unreadable("格式版本"));
        }
        if package.name.trim() != unit.name.trim() {
            let sent = package.name.chars().take(LONGEST_NAME).collect();
            return Err(Unsealed::Name { code: unit.code.clone(), sent, listed: unit.name.clone() });
        }
        if package.papers.len() > MOST_PAPERS
            || package.papers.iter().any(|paper| paper.name.chars().count() > LONGEST_NAME)
            || !(2008..=2200).contains(&package.year)
        {
            return Err(unreadable("附件或者年度"));
        }
        Ok(package)
    }
}

impl Reply {
    pub fn sealed(mut self, token: &str) -> Reply {
        self.signature = mac(token, &self.words());
        self
    }

    /// Whether it comes from whoever knows the token.
    pub fn holds(&self, token: &str) -> bool {
        same(&mac(token, &self.words()), &self.signature)
    }

    fn words(&self) -> String {
        let on = self.on.map(|on| on.to_string()).unwrap_or_default();
        [&self.unit, &self.year.to_string(), &self.digest, self.state.key(), &self.remarks, &on].join("\n")
    }
}

/// HMAC over SM3 (RFC 2104), hexadecimal.
pub fn mac(token: &str, text: &str) -> String {
    const BLOCK: usize = 64;
    let mut key = [0u8; BLOCK];
    if token.len() > BLOCK {
        key[..32].copy_from_slice(&Hash::of(token.as_bytes()).0);
    } else {
        key[..token.len()].copy_from_slice(token.as_bytes());
    }
    let padded = |pad: u8, rest: &[u8]| {
        let mut bytes: Vec<u8> = key.iter().map(|byte| byte ^ pad).collect();
        bytes.extend_from_slice(rest);
        Hash::of(&bytes)
    };
    let inner = padded(0x36, text.as_bytes());
    padded(0x5c, &inner.0).to_string()
}

/// Compared by their hashes: how long it takes tells nothing of the texts.
pub fn same(one: &str, other: &str) -> bool {
    Hash::of(one.as_bytes()) == Hash::of(other.as_bytes())
}

/// Which reports a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    All,
    At(State),
    Late,
    Wrong,
}

impl Received {
    fn key(self, year: i16) -> String {
        match self {
            Received::All => format!("{year}/all"),
            Received::At(state) => format!("{year}/{}", state.key()),
            Received::Late => format!("{year}/late"),
            Received::Wrong => format!("{year}/wrong"),
        }
    }
}

fn id(year: i16, unit: &str) -> String {
    format!("{year}/{unit}")
}

fn stream(year: i16, unit: &str) -> String {
    format!("{KIND}/{year}/{unit}")
}

impl Publishing {
    /// A package came. `findings`: what our checker says of its report, the grave ones counted.
    pub async fn take_submission(
        &self,
        moment: Moment<'_>,
        package: &Package,
        (errors, warnings, findings): (u32, u32, Vec<String>),
    ) -> Result<Submission, Error> {
        let bytes = serde_json::to_vec(package)?;
        let findings: Vec<String> = findings.into_iter().take(FINDINGS).collect();
        let (bytes, findings) = (&bytes, &findings);
        let work = async |tx: Tx| {
            let (unit, year) = (package.unit.as_str(), package.year);
            let before = told(&tx.read(&stream(year, unit)).await?)?;
            let blob = tx.put_blob(MEDIA, bytes).await?.blob.to_string();
            let event = Event::Arrived {
                unit: unit.into(),
                name: package.name.clone(),
                year,
                on: moment.today,
                digest: package.digest.clone(),
                errors,
                warnings,
                findings: findings.clone(),
                package: office::dossier::Kept { blob },
            };
            let event = arrive(replay(&before).as_ref(), event)?;
            keep(&tx, moment, unit, (unit, year), &before, event).await
        };
        self.ledger.transact(&self.organ, work).await
    }

    /// 接收或者退回. `expected`: the version the person saw.
    pub async fn judge_submission(
        &self,
        moment: Moment<'_>,
        by: &str,
        (unit, year, digest): (&str, i16, &str),
        accept: bool,
        remarks: &str,
    ) -> Result<Submission, Error> {
        let work = async |tx: Tx| {
            let before = told(&tx.read(&stream(year, unit)).await?)?;
            let now = replay(&before);
            // The report may have come anew since the person looked.
            if now.as_ref().is_some_and(|one| one.digest != digest) {
                return Err(office::submission::Refusal::State.into());
            }
            let event = judge((by, moment.today), now.as_ref(), accept, remarks)?;
            keep(&tx, moment, by, (unit, year), &before, event).await
        };
        self.ledger.transact(&self.organ, work).await
    }

    pub async fn submission(&self, unit: &str, year: i16) -> Result<Option<Submission>, Error> {
        let item = self.ledger.item(&self.organ, KIND, &id(year, unit)).await?;
        item.map(|item| Ok(serde_json::from_str(&item.body)?)).transpose()
    }

    /// By the code of the unit.
    pub async fn submissions(
        &self,
        (received, year): (Received, i16),
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Page<Submission>, Error> {
        let key = received.key(year);
        page(&self.ledger, &self.organ, (KIND, &key), after, limit, Direction::Up).await
    }

    pub async fn count_submissions(&self, received: Received, year: i16) -> Result<u64, Error> {
        Ok(self.ledger.count(&self.organ, KIND, &received.key(year)).await?)
    }

    /// Which of these units have sent the report of a year.
    pub async fn arrived(&self, year: i16, units: &[&str]) -> Result<Vec<bool>, Error> {
        let ids: Vec<String> = units.iter().map(|unit| id(year, unit)).collect();
        let known = self.ledger.known(&self.organ, KIND, &ids).await?;
        Ok(ids.iter().map(|id| known.contains(id)).collect())
    }

    /// The package of a submission as it came.
    pub async fn package(&self, submission: &Submission) -> Result<Package, Error> {
        Ok(serde_json::from_slice(&self.kept_report(&submission.package).await?)?)
    }
}

async fn keep(
    tx: &Tx,
    moment: Moment<'_>,
    by: &str,
    (unit, year): (&str, i16),
    before: &[Event],
    event: Event,
) -> Result<Submission, Error> {
    let value = serde_json::to_value(&event)?;
    let kind = value.get("event").and_then(Value::as_str).unwrap_or_default();
    let new = NewEvent::new(format!("{KIND}.{kind}"), value.to_string());
    let expected = before.len() as u64;
    tx.append(&stream(year, unit), expected, by, moment.now, &[new]).await?;
    let now = replay(before.iter().chain([&event]))
        .ok_or_else(|| Error::Stored("a submission without an arrival".into()))?;
    tx.put(&item_of(&now, expected + 1)?).await?;
    Ok(now)
}

fn told(entries: &[Entry]) -> Result<Vec<Event>, Error> {
    entries.iter().map(|entry| Ok(serde_json::from_str(&entry.body)?)).collect()
}

/// What the read table holds of a submission.
pub(crate) fn item(entries: &[Entry]) -> Result<Option<Item>, Error> {
    replay(&told(entries)?).map(|one| item_of(&one, entries.len() as u64)).transpose()
}

fn item_of(one: &Submission, version: u64) -> Result<Item, Error> {
    let lists = [
        (Received::All, true),
        (Received::At(one.state), true),
        (Received::Late, one.is_late()),
        (Received::Wrong, one.errors > 0),
    ];
    let item = Item::new(KIND, id(one.year, &one.unit), version, serde_json::to_string(one)?);
    let listed = lists.into_iter().filter(|(_, on)| *on);
    Ok(listed.fold(item, |item, (list, _)| item.under(list.key(one.year), &one.unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> Package {
        Package {
            format: FORMAT.into(),
            unit: "370401".into(),
            name: "某局".into(),
            year: 2024,
            on: Date::constant(2025, 1, 24),
            report: serde_json::json!({"organ": "某局", "year": 2024}),
            papers: Vec::new(),
            checklist: Vec::new(),
            digest: String::new(),
            signature: String::new(),
        }
    }

    const TOKEN: &str = "0123456789abcdef";

    fn open(bytes: &[u8]) -> Result<Package, Unsealed> {
        let unit = Unit { code: "370401".into(), name: "某局".into(), token: TOKEN.into() };
        Package::open(bytes, &[unit])
    }

    #[test]
    fn a_sealed_package_opens_and_any_change_is_seen() {
        let sealed = package().seal(TOKEN).expect("it serialises");
        let bytes = serde_json::to_vec(&sealed).expect("it serialises");
        assert_eq!(open(&bytes), Ok(sealed.clone()));
        let text = String::from_utf8(bytes.clone()).expect("JSON is text");
        let changed = text.replacen("2025-01-24", "2025-01-25", 1);
        assert_eq!(open(changed.as_bytes()), Err(Unsealed::Changed));
        let other = package().seal("another token altogether").expect("it serialises");
        let bytes_of = |package: &Package| serde_json::to_vec(package).expect("it serialises");
        assert_eq!(open(&bytes_of(&other)), Err(Unsealed::Signature));
        let stranger = Package { unit: "x".into(), ..package() }.seal(TOKEN).expect("it serialises");
        assert_eq!(open(&bytes_of(&stranger)), Err(Unsealed::UnknownUnit("x".into())));
        let renamed = Package { name: "另一个局".into(), ..package() }.seal(TOKEN).expect("it serialises");
        let refused = open(&bytes_of(&renamed)).expect_err("the name is not the one in the list").to_string();
        assert!(["另一个局", "370401", "“某局”"].iter().all(|part| refused.contains(part)), "{refused}");
        for cut in (0..bytes.len()).step_by(7) {
            assert!(open(&bytes[..cut]).is_err(), "{cut}");
        }
        assert_eq!(open(&vec![b' '; PACKAGE_BYTES + 1]), Err(Unsealed::TooLarge));
    }

    #[test]
    fn a_reply_is_believed_only_under_the_token() {
        let reply = Reply {
            unit: "370401".into(),
            year: 2024,
            digest: "d".into(),
            state: State::Returned,
            remarks: "请补充".into(),
            on: None,
            signature: String::new(),
        };
        let reply = reply.sealed(TOKEN);
        assert!(reply.holds(TOKEN) && !reply.holds("another token altogether"));
        assert!(!Reply { state: State::Accepted, ..reply }.holds(TOKEN));
    }

    #[test]
    fn long_tokens_are_hashed_first() {
        assert_eq!(mac(&"k".repeat(65), "text"), mac(&"k".repeat(65), "text"));
        assert_ne!(mac(&"k".repeat(65), "text"), mac(&"k".repeat(64), "text"));
        assert_eq!(mac("", "").len(), 64);
    }
}
