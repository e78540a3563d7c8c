//! A simulated year: random lawful and unlawful orders under a fake clock; afterwards the figures must equal an
//! independent recount of the chain, and the chain must verify.
//! `cargo xtask simulate --seed 7 --cases 10000` runs it on every store: SQLite in a file, and the PostgreSQL servers
//! that GONGKAI_TEST_POSTGRES names.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool that reports")]

mod orders;
mod random;
mod recount;

use casework::{Casework, Moment};
use jiff::civil::{Date, date};
use law::workday::Calendar;
use ledger::{Key, Ledger, Options};
use office::role::{Actor, Role};
use orders::registration;
use random::Random;
use std::process::ExitCode;
use std::time::Instant;

const ORGAN: &str = "simulated";
const FIRST: Date = date(2026, 1, 1);
const LAST: Date = date(2027, 3, 31);
/// Applications come in during the first year; the months after it carry over.
const DAYS_OF_INTAKE: u64 = 365;

struct Asked {
    seed: u64,
    cases: u64,
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked { seed: 1, cases: 1000 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or(format!("{word} needs a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{word} needs a number"));
        match word.as_str() {
            "--seed" => asked.seed = number()?,
            "--cases" => asked.cases = number()?,
            _ => return Err(format!("unknown argument {word}")),
        }
    }
    Ok(asked)
}

#[tokio::main]
async fn main() -> ExitCode {
    let ran = match asked() {
        Ok(asked) => everywhere(&asked).await,
        Err(message) => Err(message.into()),
    };
    match ran {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

type Broken = Box<dyn std::error::Error>;

/// The same year on every store there is.
async fn everywhere(asked: &Asked) -> Result<bool, Broken> {
    let folder = tempfile::tempdir()?;
    let mut stores = vec![format!("sqlite:{}", folder.path().join("ledger.sqlite").display())];
    let servers = std::env::var("GONGKAI_TEST_POSTGRES").unwrap_or_default();
    stores.extend(servers.split(',').filter(|url| !url.is_empty()).map(str::to_owned));
    let mut fine = true;
    for store in stores {
        println!("\n{}", store.split(['@', '/']).next_back().unwrap_or_default());
        fine &= run(asked, store).await?;
    }
    Ok(fine)
}

async fn run(asked: &Asked, url: String) -> Result<bool, Broken> {
    let ledger = Ledger::open(Options::new(url, Key::generate()?)).await?;
    let casework = Casework::new(ledger, ORGAN);
    println!("seed {}, {} cases", asked.seed, asked.cases);
    let start = Instant::now();
    let tally = year(asked, &casework).await?;
    let took = start.elapsed().as_secs_f64();
    println!(
        "{} orders taken, {} refused, {:.0} a second",
        tally.taken,
        tally.refused,
        (tally.taken + tally.refused) as f64 / took
    );
    let verified = casework.ledger().verify(ORGAN, &[]).await?;
    match &verified.fault {
        None => println!("the chain verifies"),
        Some(fault) => println!("the chain does not verify: {fault:?}"),
    }
    let agree = recount::agrees(&casework).await?;
    println!("figures {} an independent recount", if agree { "equal" } else { "DIFFER FROM" });
    Ok(verified.fault.is_none() && agree)
}

#[derive(Default)]
struct Tally {
    taken: u64,
    refused: u64,
}

async fn year(asked: &Asked, casework: &Casework) -> Result<Tally, Broken> {
    let calendar = Calendar::builtin();
    let mut random = Random::new(asked.seed);
    let staff = [
        Actor { id: "registrar".into(), roles: vec![Role::Registrar] },
        Actor { id: "handler".into(), roles: vec![Role::Handler] },
        Actor { id: "head".into(), roles: vec![Role::DisclosureHead] },
        Actor { id: "principal".into(), roles: vec![Role::Principal] },
    ];
    let mut tally = Tally::default();
    let mut open: Vec<String> = Vec::new();
    let days = FIRST.series(jiff::Span::new().days(1)).take_while(|day| *day <= LAST);
    for (nth, today) in (0_u64..).zip(days) {
        let now = today.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
        let moment = Moment { now, today, calendar: &calendar };
        if nth < DAYS_OF_INTAKE {
            for _ in 0..(asked.cases * (nth + 1) / DAYS_OF_INTAKE - asked.cases * nth / DAYS_OF_INTAKE) {
                open.push(casework.register(moment, &staff[0], registration(&mut random, today)).await?);
                tally.taken += 1;
            }
        }
        let mut still = Vec::with_capacity(open.len());
        for no in open {
            if random.below(4) > 0 || act(casework, moment, &staff, &no, &mut random, &mut tally).await? {
                still.push(no);
            }
        }
        open = still;
    }
    Ok(tally)
}

/// Tries an order or two on a case; whether it is still worth coming back to.
async fn act(
    casework: &Casework,
    moment: Moment<'_>,
    staff: &[Actor; 4],
    no: &str,
    random: &mut Random,
    tally: &mut Tally,
) -> Result<bool, Broken> {
    for _ in 0..=random.below(3) {
        let Some(file) = casework.file(no).await? else { return Ok(false) };
        if file.case.archive_no.is_some() && random.below(3) == 0 {
            return Ok(false);
        }
        let (role, order) = orders::order(random, &file.case, moment.today);
        match casework.run(moment, &staff[role], (no, file.version), order).await {
            Ok(_) => tally.taken += 1,
            Err(casework::Error::Refused(_)) => tally.refused += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(true)
}
