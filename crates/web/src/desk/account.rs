//! 账号：who may sign in, by what password, in which roles. Kept in the ledger's records.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use jiff::Timestamp;
use ledger::{Ledger, NewEvent, Record, Tx};
use office::role::{Actor, Role};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use std::sync::LazyLock;

const KIND: &str = "account";
/// Passwords are long rather than odd: length is what guessing costs.
pub const SHORTEST_PASSWORD: usize = 10;
const LONGEST_PASSWORD_BYTES: usize = 512;

/// Opens every account of a demonstration, where all is made up, and none anywhere else.
pub const DEMONSTRATION_PASSWORD: &str = "gongkai-demo-2024";

/// Someone who signs in at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    #[serde(skip)]
    pub id: String,
    pub name: String,
    password: String,
    pub roles: Vec<Role>,
    /// 主管部门：sees the cases, not the applicants' data, and acts on none.
    #[serde(default)]
    pub supervisor: bool,
    /// 审计：as above, and the ledger's own records.
    #[serde(default)]
    pub auditor: bool,
    /// 系统管理员：makes and closes accounts, and holds nothing else.
    #[serde(default)]
    pub administrator: bool,
    /// Where reminders go.
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub disabled: bool,
    pub created: Timestamp,
}

/// What someone may be given beside the roles of the office.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties {
    pub roles: Vec<Role>,
    pub supervisor: bool,
    pub auditor: bool,
    pub administrator: bool,
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum NoAccount {
    #[error("账号“{0}”不能使用。账号由2至40个小写字母、数字、点、横线组成，例如 zhangsan。")]
    Id(String),
    #[error("没有写姓名。请补上。")]
    Name,
    #[error("没有写岗位。请至少写一个。")]
    Duties,
    #[error("没有“{0}”这个岗位。岗位有：登记、承办、部门、保密、负责人、局长、发布、监督、审计、管理。")]
    UnknownDuty(String),
    #[error("管理、审计两个岗位须与其他岗位分开，由不同的人担任。请另建账号。")]
    Separation,
    #[error("密码太短。请用{SHORTEST_PASSWORD}个字以上的密码。")]
    ShortPassword,
    #[error("密码太长。请控制在{LONGEST_PASSWORD_BYTES}字节以内。")]
    LongPassword,
    #[error("账号“{0}”已经有了。请换一个账号。")]
    Exists(String),
    #[error("没有账号“{0}”。请核对。")]
    Unknown(String),
    #[error("这个账号刚刚有人改过。请刷新后再改。")]
    Changed,
    #[error(transparent)]
    Broken(#[from] anyhow::Error),
}

impl Duties {
    /// «登记,承办», as the command line takes them.
    pub fn parse(text: &str) -> Result<Duties, NoAccount> {
        let mut duties = Duties::default();
        for word in text.split([',', '，', '、']).map(str::trim).filter(|word| !word.is_empty()) {
            match word {
                "登记" => duties.roles.push(Role::Registrar),
                "承办" => duties.roles.push(Role::Handler),
                "负责人" => duties.roles.push(Role::DisclosureHead),
                "局长" => duties.roles.push(Role::Principal),
                "部门" => duties.roles.push(Role::DepartmentHead),
                "保密" => duties.roles.push(Role::SecrecyReviewer),
                "发布" => duties.roles.push(Role::Publisher),
                "监督" => duties.supervisor = true,
                "审计" => duties.auditor = true,
                "管理" => duties.administrator = true,
                other => return Err(NoAccount::UnknownDuty(other.into())),
            }
        }
        duties.checked()
    }

    /// Whoever administers or audits does nothing beside (三权分立).
    fn checked(self) -> Result<Duties, NoAccount> {
        let business = !self.roles.is_empty() || self.supervisor;
        let apart = [business, self.auditor, self.administrator].into_iter().filter(|held| *held).count();
        match apart {
            0 => Err(NoAccount::Duties),
            1 => Ok(self),
            _ => Err(NoAccount::Separation),
        }
    }

    /// «登记、承办», as the command line takes them.
    pub fn words(&self) -> String {
        let mut words: Vec<&str> = self.roles.iter().map(|role| duty(*role)).collect();
        let others = [(self.supervisor, "监督"), (self.auditor, "审计"), (self.administrator, "管理")];
        words.extend(others.into_iter().filter(|(held, _)| *held).map(|(_, word)| word));
        words.join("、")
    }
}

const fn duty(role: Role) -> &'static str {
    match role {
        Role::Registrar => "登记",
        Role::Handler => "承办",
        Role::DisclosureHead => "负责人",
        Role::Principal => "局长",
        Role::DepartmentHead => "部门",
        Role::SecrecyReviewer => "保密",
        Role::Publisher => "发布",
    }
}

impl Account {
    pub fn actor(&self) -> Actor {
        Actor { id: self.id.clone(), roles: self.roles.clone() }
    }

    /// «张三（承办人）»
    pub fn title(&self) -> String {
        let mut duties: Vec<&str> = self.roles.iter().map(|role| role.label()).collect();
        if self.supervisor {
            duties.push("主管部门");
        }
        if self.auditor {
            duties.push("审计");
        }
        if self.administrator {
            duties.push("系统管理员");
        }
        format!("{}（{}）", self.name, duties.join("、"))
    }

    pub fn duties(&self) -> Duties {
        Duties {
            roles: self.roles.clone(),
            supervisor: self.supervisor,
            auditor: self.auditor,
            administrator: self.administrator,
        }
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

/// The stream that tells what happened to accounts. Stored for ever.
const STREAM: &str = "accounts";

impl Accounts<'_> {
    /// Makes an account. Hashing takes a while: off the async threads.
    pub async fn add(
        &self,
        (id, name): (&str, &str),
        duties: Duties,
        password: &str,
    ) -> Result<(), NoAccount> {
        let duties = duties.checked()?;
        let account = Account {
            id: checked_id(id)?.into(),
            name: Some(name.trim()).filter(|name| !name.is_empty()).ok_or(NoAccount::Name)?.into(),
            password: hash_off_thread(checked_password(password)?.to_owned()).await?,
            roles: duties.roles.clone(),
            supervisor: duties.supervisor,
            auditor: duties.auditor,
            administrator: duties.administrator,
            email: String::new(),
            disabled: false,
            created: self.now,
        };
        let told = json!({"event": "created", "id": id, "name": account.name, "duties": duties.words()});
        match self.put(&account, 0, told).await {
            Err(NoAccount::Changed) => Err(NoAccount::Exists(id.into())),
            done => done,
        }
    }

    /// Gives an account other duties.
    pub async fn set_duties(&self, id: &str, duties: Duties) -> Result<(), NoAccount> {
        let duties = duties.checked()?;
        let told = json!({"event": "duties_changed", "id": id, "duties": duties.words()});
        let (roles, supervisor) = (duties.roles, duties.supervisor);
        let (auditor, administrator) = (duties.auditor, duties.administrator);
        self.change(id, told, |account| Account {
            roles: roles.clone(),
            supervisor,
            auditor,
            administrator,
            ..account
        })
        .await
    }

    /// Closes an account, or opens it again: whoever is signed in with a closed one is out at the next click.
    pub async fn set_disabled(&self, id: &str, disabled: bool) -> Result<(), NoAccount> {
        let told = json!({"event": if disabled { "disabled" } else { "enabled" }, "id": id});
        self.change(id, told, |account| Account { disabled, ..account }).await
    }

    pub async fn set_password(&self, id: &str, password: &str) -> Result<(), NoAccount> {
        let hashed = hash_off_thread(checked_password(password)?.to_owned()).await?;
        let told = json!({"event": "password_changed", "id": id});
        self.change(id, told, |account| Account { password: hashed.clone(), ..account }).await
    }

    pub async fn set_email(&self, id: &str, email: &str) -> Result<(), NoAccount> {
        let told = json!({"event": "email_changed", "id": id});
        self.change(id, told, |account| Account { email: email.to_owned(), ..account }).await
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
        let (body, event) = (body(account)?, NewEvent::new(kind, told.to_string()));
        let work = async |tx: Tx| {
            tx.put_record(KIND, &account.id, version, &body, None).await?;
            let expected = tx.version(STREAM).await?;
            tx.append(STREAM, expected, self.by, self.now, std::slice::from_ref(&event)).await?;
            Ok::<_, ledger::Error>(())
        };
        match self.ledger.transact(self.organ, work).await {
            Ok(()) => Ok(()),
            Err(ledger::Error::Refused(ledger::Refusal::RecordConflict { .. })) => Err(NoAccount::Changed),
            Err(error) => {
                Err(NoAccount::Broken(anyhow::Error::from(error).context("failed to keep an account")))
            }
        }
    }
}

/// A password nobody has to think of: 16 letters and digits that are not mistaken for each other.
pub fn new_password() -> anyhow::Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(bytes.into_iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

/// Every account, in the order of their ids; at most 500.
pub async fn all(ledger: &Ledger) -> anyhow::Result<Vec<Account>> {
    ledger.records(KIND, "", 500).await?.iter().map(read).collect()
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
            "operator" => "运维人员（命令行）".to_owned(),
            "system" => "本软件".to_owned(),
            id => find(ledger, id).await?.map_or_else(|| id.to_owned(), |account| account.name),
        };
        self.0.insert(id.into(), name.clone());
        Ok(name)
    }
}

/// Accounts that handle cases, for handing one over.
pub async fn handlers(ledger: &Ledger) -> anyhow::Result<Vec<Account>> {
    let all = all(ledger).await?;
    Ok(all.into_iter().filter(|one| !one.disabled && one.roles.contains(&Role::Handler)).collect())
}

/// Whether the password opens the account. Someone unknown costs the same time as a wrong password.
pub async fn verifies(account: Option<&Account>, password: &str) -> anyhow::Result<bool> {
    let kept = account.map(|account| account.password.clone());
    let password = password.to_owned();
    let verified = tokio::task::spawn_blocking(move || {
        let kept = kept.as_deref().unwrap_or(&NOBODYS);
        password.len() <= LONGEST_PASSWORD_BYTES
            && PasswordHash::new(kept)
                .is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
    });
    Ok(verified.await? && account.is_some_and(|account| !account.disabled))
}

/// What a password is compared with where there is no account.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash("nobody's password").unwrap_or_default());

/// Names that stand in the ledger for nobody's account.
const RESERVED: [&str; 3] = [casework::APPLICANT, "operator", "system"];

fn checked_id(id: &str) -> Result<&str, NoAccount> {
    let fits = (2..=40).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    if fits && !RESERVED.contains(&id) { Ok(id) } else { Err(NoAccount::Id(id.into())) }
}

fn checked_password(password: &str) -> Result<&str, NoAccount> {
    if password.chars().count() < SHORTEST_PASSWORD {
        Err(NoAccount::ShortPassword)
    } else if password.len() > LONGEST_PASSWORD_BYTES {
        Err(NoAccount::LongPassword)
    } else {
        Ok(password)
    }
}

async fn hash_off_thread(password: String) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || hash(&password)).await?
}

fn hash(password: &str) -> anyhow::Result<String> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    Ok(hashed.map_err(|error| anyhow::anyhow!("failed to hash a password: {error}"))?.to_string())
}

fn read(record: &Record) -> anyhow::Result<Account> {
    let account: Account = serde_json::from_slice(&record.body)?;
    Ok(Account { id: record.id.clone(), ..account })
}

fn body(account: &Account) -> anyhow::Result<Vec<u8>> {
    Ok(serde_json::to_vec(account)?)
}
