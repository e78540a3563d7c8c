//! 账号：who may sign in, by what password, in which duties. Kept in the ledger's records; what happened to an account
//! stands in a stream of its own, with who did it and why.

pub use super::duties::{Duties, Duty};
use super::{organs, password, policy};
use jiff::Timestamp;
use ledger::{Entry, Ledger, NewEvent, Record, Tx};
use office::role::{Actor, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;

const KIND: &str = "account";
/// Accounts read from the ledger at once.
const AT_ONCE: u32 = 500;

/// Opens every account of a demonstration, where all is made up, and none anywhere else.
pub const DEMONSTRATION_PASSWORD: &str = "gongkai-demo-2024";

/// Someone who signs in at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    #[serde(skip)]
    pub id: String,
    /// The page they are at, where they are signed in: the menu marks it.
    #[serde(skip)]
    pub at: String,
    pub name: String,
    /// Its hash; empty until the security administrator has issued one.
    password: String,
    /// Hashes of the passwords before, the latest first.
    #[serde(default)]
    former: Vec<String>,
    /// Since when the password is this one; unsaid, since the account was made.
    #[serde(default)]
    pub password_since: Option<Timestamp>,
    /// The password was issued by someone else and has to be changed at the first sign-in.
    #[serde(default)]
    pub initial: bool,
    pub roles: Vec<Role>,
    /// 主管部门：sees the cases, not the applicants' data, and acts on none.
    #[serde(default)]
    pub supervisor: bool,
    /// 安全审计员：as above, and who did what.
    #[serde(default)]
    pub auditor: bool,
    /// 系统管理员：makes and closes accounts and departments, and gives nobody rights.
    #[serde(default)]
    pub administrator: bool,
    /// 安全保密管理员：gives and withdraws rights, and makes no account.
    #[serde(default)]
    pub security: bool,
    /// Where someone works: the id of a department; empty where that is not said.
    #[serde(default)]
    pub department: String,
    /// 职务, as people say it.
    #[serde(default)]
    pub post: String,
    /// Where reminders go.
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub disabled: bool,
    pub created: Timestamp,
}

/// Why an account was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum NoAccount {
    #[error("账号“{0}”不能使用。账号由2至40个小写字母、数字、点、横线组成，例如 zhangsan。")]
    Id(String),
    #[error("没有写姓名。请补上。")]
    Name,
    #[error("没有写岗位。请至少写一个。")]
    Duties,
    #[error(
        "没有“{0}”这个岗位。岗位有：登记、承办、部门、保密、负责人、局长、发布、监督、管理、安全、审计。"
    )]
    UnknownDuty(String),
    #[error(
        "三员分立：系统管理员、安全保密管理员、安全审计员由不同的人担任，也不兼任其他岗位。请分开，或者另建账号。"
    )]
    Separation,
    #[error("不能办理自己账号的这一项。请由另一名管理员办理。")]
    Own,
    #[error("没有写明理由。请补上，理由记入台账。")]
    Why,
    #[error("没有这个部门，或者已经停用。请重新选择。")]
    Department,
    #[error("密码太短。请用{0}个字以上的密码。")]
    ShortPassword(u32),
    #[error("密码太长。请控制在{}字节以内。", password::LONGEST_BYTES)]
    LongPassword,
    #[error("密码太容易猜：除去常见的密码、本机关名称、账号和姓名，剩下的不多。请换一个，一句话最好记。")]
    CommonPassword,
    #[error("这个密码最近用过。请换一个没有用过的。")]
    FormerPassword,
    #[error("本站没有设置统一身份认证。请先在 settings/oidc.toml 里写明。")]
    NoProvider,
    #[error("这个身份已经关联了别的账号。请核对。")]
    Linked,
    #[error("没有写身份编号。请补上。")]
    Subject,
    #[error("账号“{0}”已经有了。请换一个账号。")]
    Exists(String),
    #[error("没有账号“{0}”。请核对。")]
    Unknown(String),
    #[error("刚刚有人改过。请刷新后再改。")]
    Changed,
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

impl NoAccount {
    /// What the ledger refused because someone else was faster, or what is broken.
    pub(super) fn of_ledger(error: ledger::Error) -> NoAccount {
        match error {
            ledger::Error::Refused(
                ledger::Refusal::RecordConflict { .. } | ledger::Refusal::Conflict { .. },
            ) => NoAccount::Changed,
            error => NoAccount::Broken(anyhow::Error::from(error).context("failed to keep an account")),
        }
    }
}

impl Account {
    pub fn actor(&self) -> Actor {
        Actor { id: self.id.clone(), roles: self.roles.clone() }
    }

    /// «张三（承办人）»
    pub fn title(&self) -> String {
        let labels = self.duties().labels();
        if labels.is_empty() { self.name.clone() } else { format!("{}（{labels}）", self.name) }
    }

    pub fn duties(&self) -> Duties {
        Duties {
            roles: self.roles.clone(),
            supervisor: self.supervisor,
            auditor: self.auditor,
            administrator: self.administrator,
            security: self.security,
        }
    }

    pub fn has_password(&self) -> bool {
        !self.password.is_empty()
    }

    fn with_duties(self, duties: Duties) -> Account {
        let Duties { roles, supervisor, auditor, administrator, security } = duties;
        Account { roles, supervisor, auditor, administrator, security, ..self }
    }
}

/// Where accounts are kept, and in whose chain it is told what happened to them.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    pub ledger: &'a Ledger,
    pub organ: &'a str,
    pub now: Timestamp,
    /// Who does it: an account, or `operator` at the command line.
    pub by: &'a str,
}

/// The stream that tells what happened to an account. Stored for ever.
pub fn stream(id: &str) -> String {
    format!("account/{id}")
}

/// Where someone works and as what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    pub department: String,
    pub post: String,
}

impl Accounts<'_> {
    /// Makes an account with a password and duties at once, as the operator of a small office does.
    pub async fn add(
        &self,
        (id, name): (&str, &str),
        duties: Duties,
        password: &str,
    ) -> Result<(), NoAccount> {
        let account = self.blank(id, name)?.with_duties(duties.apart()?);
        self.judge(&account, password).await?;
        let hashed = password::hash(password.to_owned()).await?;
        self.make(Account { password: hashed, ..account }).await
    }

    /// Makes an account that can do nothing yet: no duties, no password.
    pub async fn create(&self, (id, name): (&str, &str), place: Place) -> Result<(), NoAccount> {
        let account = self.blank(id, name)?;
        self.make(Account { department: place.department, post: place.post, ..account }).await
    }

    fn blank(&self, id: &str, name: &str) -> Result<Account, NoAccount> {
        Ok(Account {
            id: checked_id(id)?.into(),
            at: String::new(),
            name: checked_name(name)?,
            password: String::new(),
            former: Vec::new(),
            password_since: Some(self.now),
            initial: false,
            roles: Vec::new(),
            supervisor: false,
            auditor: false,
            administrator: false,
            security: false,
            department: String::new(),
            post: String::new(),
            email: String::new(),
            disabled: false,
            created: self.now,
        })
    }

    async fn make(&self, account: Account) -> Result<(), NoAccount> {
        let (id, duties) = (&account.id, account.duties().words());
        let told = json!({"event": "created", "id": id, "name": account.name, "duties": duties,
            "department": account.department, "post": account.post});
        match self.put(&account, 0, told).await {
            Err(NoAccount::Changed) => Err(NoAccount::Exists(id.clone())),
            done => done,
        }
    }

    /// Says where someone works, under which name and as what.
    pub async fn set_place(&self, id: &str, name: &str, place: Place) -> Result<(), NoAccount> {
        let name = checked_name(name)?;
        let told = json!({"event": "placed", "id": id, "name": name,
            "department": place.department, "post": place.post});
        self.change(id, told, |account| Account {
            name: name.clone(),
            department: place.department.clone(),
            post: place.post.clone(),
            ..account
        })
        .await
    }

    /// Gives an account other duties, with the reason. Nobody does so to himself.
    pub async fn set_duties(&self, id: &str, duties: Duties, why: &str) -> Result<(), NoAccount> {
        let (duties, why) = (duties.apart()?, self.of_another(id, why)?);
        let before = find(self.ledger, id).await?.ok_or_else(|| NoAccount::Unknown(id.into()))?.duties();
        let told = json!({"event": "duties_changed", "id": id, "before": before.words(),
            "duties": duties.words(), "why": why});
        self.change(id, told, |account| account.with_duties(duties.clone())).await
    }

    /// Closes an account, or opens it again: whoever is signed in with a closed one is out at the next click.
    pub async fn set_disabled(&self, id: &str, disabled: bool, why: &str) -> Result<(), NoAccount> {
        let why = self.of_another(id, why)?;
        let told = json!({"event": if disabled { "disabled" } else { "enabled" }, "id": id, "why": why});
        self.change(id, told, |account| Account { disabled, ..account }).await
    }

    /// Sets a password somebody else has to be told, who changes it at the first sign-in.
    pub async fn issue_password(&self, id: &str, password: &str, why: &str) -> Result<(), NoAccount> {
        let why = self.of_another(id, why)?;
        let told = json!({"event": "password_issued", "id": id, "why": why});
        let hashed = password::hash(password.to_owned()).await?;
        let now = self.now;
        self.change(id, told, |account| Account {
            initial: true,
            ..account.with_password(hashed.clone(), now)
        })
        .await
    }

    /// Sets the password of someone who chose it.
    pub async fn set_password(&self, id: &str, password: &str) -> Result<(), NoAccount> {
        let account = find(self.ledger, id).await?.ok_or_else(|| NoAccount::Unknown(id.into()))?;
        self.judge(&account, password).await?;
        let hashed = password::hash(password.to_owned()).await?;
        let told = json!({"event": "password_changed", "id": id});
        let now = self.now;
        self.change(id, told, |account| Account {
            initial: false,
            ..account.with_password(hashed.clone(), now)
        })
        .await
    }

    pub async fn set_email(&self, id: &str, email: &str) -> Result<(), NoAccount> {
        let told = json!({"event": "email_changed", "id": id});
        self.change(id, told, |account| Account { email: email.to_owned(), ..account }).await
    }

    /// Tells in the account's stream what was done to what belongs to it: `unlocked`, `factor_reset`.
    pub async fn tell(&self, id: &str, event: &str, why: &str) -> Result<(), NoAccount> {
        self.change(id, json!({"event": event, "id": id, "why": why}), |account| account).await
    }

    /// The reason, where it is another's account.
    pub fn of_another<'b>(&self, id: &str, why: &'b str) -> Result<&'b str, NoAccount> {
        if self.by == id {
            return Err(NoAccount::Own);
        }
        Some(why.trim()).filter(|why| !why.is_empty()).ok_or(NoAccount::Why)
    }

    async fn judge(&self, account: &Account, chosen: &str) -> Result<(), NoAccount> {
        let rules = policy::load(self.ledger).await?;
        let organ = organs::name(self.ledger, self.organ).await?;
        password::judge(&rules, chosen, &[&account.id, &account.name, &organ])?;
        let mut used = vec![account.password.clone()];
        used.extend(account.former.iter().cloned());
        used.retain(|hash| !hash.is_empty());
        used.truncate(rules.remembered as usize);
        if used.is_empty() || password::matching(used, chosen.to_owned()).await?.is_none() {
            return Ok(());
        }
        Err(NoAccount::FormerPassword)
    }

    async fn change(
        &self,
        id: &str,
        told: serde_json::Value,
        change: impl Fn(Account) -> Account,
    ) -> Result<(), NoAccount> {
        let found = find_with_version(self.ledger, id).await?;
        let (account, version) = found.ok_or_else(|| NoAccount::Unknown(id.into()))?;
        self.put(&change(account), version, told).await
    }

    /// The account and the word of it in one transaction.
    async fn put(&self, account: &Account, version: u64, told: serde_json::Value) -> Result<(), NoAccount> {
        let kind = format!("account.{}", told["event"].as_str().unwrap_or("changed"));
        let body = serde_json::to_vec(account).map_err(anyhow::Error::from)?;
        let (stream, event) = (stream(&account.id), NewEvent::new(kind, told.to_string()));
        let work = async |tx: Tx| {
            tx.put_record(KIND, &account.id, version, &body, None).await?;
            let expected = tx.version(&stream).await?;
            tx.append(&stream, expected, self.by, self.now, std::slice::from_ref(&event)).await?;
            Ok::<_, ledger::Error>(())
        };
        self.ledger.transact(self.organ, work).await.map_err(NoAccount::of_ledger)
    }
}

/// Former passwords that are kept at most, whatever the rules will be.
const FORMER: usize = 24;

impl Account {
    fn with_password(mut self, hashed: String, now: Timestamp) -> Account {
        let old = std::mem::replace(&mut self.password, hashed);
        if !old.is_empty() {
            self.former.insert(0, old);
            self.former.truncate(FORMER);
        }
        Account { password_since: Some(now), ..self }
    }
}

/// Every account, in the order of their ids.
pub async fn all(ledger: &Ledger) -> anyhow::Result<Vec<Account>> {
    let mut all: Vec<Account> = Vec::new();
    loop {
        let after = all.last().map_or("", |last| last.id.as_str());
        let some = some(ledger, after).await?;
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some);
    }
}

/// Some accounts after an id, at most 500.
pub async fn some(ledger: &Ledger, after: &str) -> anyhow::Result<Vec<Account>> {
    ledger.records(KIND, after, AT_ONCE).await?.iter().map(read).collect()
}

pub async fn find(ledger: &Ledger, id: &str) -> anyhow::Result<Option<Account>> {
    Ok(find_with_version(ledger, id).await?.map(|(account, _)| account))
}

async fn find_with_version(ledger: &Ledger, id: &str) -> anyhow::Result<Option<(Account, u64)>> {
    if checked_id(id).is_err() {
        return Ok(None);
    }
    let Some(record) = ledger.record(KIND, id).await? else { return Ok(None) };
    Ok(Some((read(&record)?, record.version)))
}

/// What happened to an account, oldest first.
pub async fn history(ledger: &Ledger, organ: &str, id: &str) -> anyhow::Result<Vec<Entry>> {
    Ok(ledger.read(organ, &stream(id)).await?)
}

/// Names of those who acted, each looked up once.
#[derive(Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    pub async fn of(&mut self, ledger: &Ledger, id: &str) -> anyhow::Result<String> {
        if let Some(name) = self.0.get(id) {
            return Ok(name.clone());
        }
        let name = match id {
            casework::APPLICANT => "申请人（网上）".to_owned(),
            ::messages::SENDER => "留言人（网上）".to_owned(),
            "operator" => "运维人员（命令行）".to_owned(),
            "system" => "本软件".to_owned(),
            id => find(ledger, id).await?.map_or_else(|| id.to_owned(), |account| account.name),
        };
        self.0.insert(id.into(), name.clone());
        Ok(name)
    }
}

/// Whether the password opens the account. Someone unknown costs the same time as a wrong password.
pub async fn verifies(account: Option<&Account>, password: &str) -> anyhow::Result<bool> {
    let kept = account.map(|account| account.password.clone()).filter(|hash| !hash.is_empty());
    let found = password::matching(kept.into_iter().collect(), password.to_owned()).await?;
    Ok(found.is_some() && account.is_some_and(|account| !account.disabled))
}

/// Names that stand in the ledger for nobody's account.
const RESERVED: [&str; 4] = [casework::APPLICANT, ::messages::SENDER, "operator", "system"];

pub fn checked_id(id: &str) -> Result<&str, NoAccount> {
    let fits = (2..=40).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    if fits && !RESERVED.contains(&id) { Ok(id) } else { Err(NoAccount::Id(id.into())) }
}

fn checked_name(name: &str) -> Result<String, NoAccount> {
    Some(name.trim()).filter(|name| !name.is_empty()).map(str::to_owned).ok_or(NoAccount::Name)
}

fn read(record: &Record) -> anyhow::Result<Account> {
    let account: Account = serde_json::from_slice(&record.body)?;
    Ok(Account { id: record.id.clone(), ..account })
}
