//! 安全设置：rules of passwords, when an account is closed to guessing, how long a session lasts, who needs a second
//! factor, how long logs are kept. Set by the security administrator, kept as one record, each change in the chain.

use super::account::{Account, NoAccount};
use super::duties::{Duties, Duty};
use jiff::{SignedDuration, Timestamp};
use ledger::{Ledger, NewEvent, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

const KIND: &str = "settings";
const ID: &str = "security";
/// What happened to these settings.
pub const STREAM: &str = "security";

/// The rules in force. What an older program kept lacks the newer ones, which are then at their defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Characters; 8 to 64.
    pub shortest: u32,
    /// Former passwords that are not taken again; 0 to 24.
    pub remembered: u32,
    /// Days after which a password has to be changed; 0 for never, up to 3650.
    pub expires_days: u32,
    /// Words a password may not consist of, beside the common ones.
    pub denied: Vec<String>,
    /// Wrong passwords in a row; 3 to 10.
    pub tries: u32,
    /// Minutes an account stays closed after these; 1 to 1440.
    pub closed_minutes: u32,
    /// Minutes without a click; 5 to 240.
    pub idle_minutes: u32,
    /// Hours from sign-in; 1 to 24.
    pub session_hours: u32,
    /// Duties for which a second factor is asked for, by their words.
    pub second_factor: Vec<String>,
    /// Whether it is demanded or only recommended; unsaid, it is demanded outside a demonstration.
    pub second_factor_demanded: Option<bool>,
    /// Months the access log is kept; 6 to 120. 网络安全法第二十三条第三项: 留存相关的网络日志不少于六个月.
    pub log_months: u32,
}

impl Default for Policy {
    fn default() -> Policy {
        let guarded = Duty::ALL
            .into_iter()
            .filter(|duty| duty.is_one_of_three() || *duty == Duty::Role(office::role::Role::Principal));
        Policy {
            shortest: 10,
            remembered: 3,
            expires_days: 0,
            denied: Vec::new(),
            tries: 5,
            closed_minutes: 15,
            idle_minutes: 30,
            session_hours: 12,
            second_factor: guarded.map(|duty| duty.word().to_owned()).collect(),
            second_factor_demanded: None,
            log_months: 12,
        }
    }
}

/// A rule with its bounds, for the form and for what comes from it.
pub struct Bound {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub least: u32,
    pub most: u32,
    pub get: fn(&Policy) -> u32,
    pub set: fn(&mut Policy, u32),
}

pub const BOUNDS: [Bound; 8] = [
    Bound {
        name: "shortest",
        label: "密码至少多少个字",
        hint: "8至64。",
        least: 8,
        most: 64,
        get: |policy| policy.shortest,
        set: |policy, value| policy.shortest = value,
    },
    Bound {
        name: "remembered",
        label: "不得与最近几个密码相同",
        hint: "0至24。",
        least: 0,
        most: 24,
        get: |policy| policy.remembered,
        set: |policy, value| policy.remembered = value,
    },
    Bound {
        name: "expires_days",
        label: "密码多少天后必须修改",
        hint: "0为不限，最长3650天。",
        least: 0,
        most: 3650,
        get: |policy| policy.expires_days,
        set: |policy, value| policy.expires_days = value,
    },
    Bound {
        name: "tries",
        label: "连续输错几次暂停登录",
        hint: "3至10。",
        least: 3,
        most: 10,
        get: |policy| policy.tries,
        set: |policy, value| policy.tries = value,
    },
    Bound {
        name: "closed_minutes",
        label: "暂停登录多少分钟",
        hint: "1至1440。",
        least: 1,
        most: 1440,
        get: |policy| policy.closed_minutes,
        set: |policy, value| policy.closed_minutes = value,
    },
    Bound {
        name: "idle_minutes",
        label: "多少分钟没有操作须重新登录",
        hint: "5至240。",
        least: 5,
        most: 240,
        get: |policy| policy.idle_minutes,
        set: |policy, value| policy.idle_minutes = value,
    },
    Bound {
        name: "session_hours",
        label: "登录后最长多少小时",
        hint: "1至24。",
        least: 1,
        most: 24,
        get: |policy| policy.session_hours,
        set: |policy, value| policy.session_hours = value,
    },
    Bound {
        name: "log_months",
        label: "访问日志保存多少个月",
        hint: "6至120。网络安全法第二十三条第三项要求不少于六个月；超过的按月导出后清理。台账永久保存。",
        least: 6,
        most: 120,
        get: |policy| policy.log_months,
        set: |policy, value| policy.log_months = value,
    },
];

impl Policy {
    pub fn closed(&self) -> SignedDuration {
        SignedDuration::from_mins(self.closed_minutes.into())
    }

    pub fn idle(&self) -> SignedDuration {
        SignedDuration::from_mins(self.idle_minutes.into())
    }

    pub fn session(&self) -> SignedDuration {
        SignedDuration::from_hours(self.session_hours.into())
    }

    /// Whether a second factor is asked of these duties at all.
    pub fn asks_second_factor(&self, duties: &Duties) -> bool {
        self.second_factor.iter().filter_map(|word| Duty::of(word)).any(|duty| duties.holds(duty))
    }

    pub fn demands_second_factor(&self, duties: &Duties, demonstration: bool) -> bool {
        self.second_factor_demanded.unwrap_or(!demonstration) && self.asks_second_factor(duties)
    }

    /// Whether a password must be changed before anything else is done.
    pub fn asks_new_password(&self, account: &Account, now: Timestamp) -> bool {
        let age = now.duration_since(account.password_since.unwrap_or(account.created));
        account.initial
            || (self.expires_days > 0 && age >= SignedDuration::from_hours(24 * i64::from(self.expires_days)))
    }
}

/// The rules in force.
pub async fn load(ledger: &Ledger) -> anyhow::Result<Policy> {
    Ok(load_with_version(ledger).await?.0)
}

async fn load_with_version(ledger: &Ledger) -> anyhow::Result<(Policy, u64)> {
    let Some(record) = ledger.record(KIND, ID).await? else { return Ok((Policy::default(), 0)) };
    Ok((serde_json::from_slice(&record.body)?, record.version))
}

/// Puts other rules into force; the chain keeps what they were and why they changed.
pub async fn set(
    ledger: &Ledger,
    (organ, by, now): (&str, &str, Timestamp),
    policy: &Policy,
    why: &str,
) -> Result<(), NoAccount> {
    let (before, version) = load_with_version(ledger).await?;
    let told = json!({"event": "changed", "before": before, "after": policy, "why": why});
    let body = serde_json::to_vec(policy).map_err(anyhow::Error::from)?;
    let event = NewEvent::new("security.changed", told.to_string());
    let work = async |tx: Tx| {
        tx.put_record(KIND, ID, version, &body, None).await?;
        let expected = tx.version(STREAM).await?;
        tx.append(STREAM, expected, by, now, std::slice::from_ref(&event)).await?;
        Ok::<_, ledger::Error>(())
    };
    ledger.transact(organ, work).await.map_err(NoAccount::of_ledger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_program_kept_is_read_with_the_defaults() {
        let read: Policy = serde_json::from_str(r#"{"shortest":12}"#).unwrap_or_default();
        assert_eq!(read, Policy { shortest: 12, ..Policy::default() });
    }

    #[test]
    fn the_three_administrators_and_the_principal_need_a_second_factor_outside_a_demonstration() {
        let policy = Policy::default();
        for (words, asked) in
            [("管理", true), ("安全", true), ("审计", true), ("局长", true), ("承办", false)]
        {
            let duties = Duties::of([words]).unwrap_or_default();
            assert_eq!(policy.demands_second_factor(&duties, false), asked, "{words}");
            assert!(!policy.demands_second_factor(&duties, true), "{words}");
        }
    }

    #[test]
    fn the_defaults_are_within_their_bounds() {
        for bound in BOUNDS {
            assert!((bound.least..=bound.most).contains(&(bound.get)(&Policy::default())), "{}", bound.name);
        }
    }
}
