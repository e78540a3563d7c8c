//! 工作台登记的各本登记，读给年度报告的编制: which is not async, and must not run where a runtime does.

use office::records::{BadRow, Entered, KEPT, Open, Unread, Visit};
use office::register::Register;
use registers::{Error, Registers};
use std::collections::BTreeSet;
use tokio::runtime::{Handle, Runtime};

/// Rows read at once.
const PAGE: u32 = 2000;

pub struct FromDesk {
    runs: Runs,
    registers: Registers,
    has: BTreeSet<(&'static str, i16)>,
}

/// What reading waits on.
enum Runs {
    /// Made, like the ledger, for this reading alone.
    Own(Runtime),
    /// Of a program that goes on with both; to be read on a thread that may block.
    Beside(Handle),
}

impl Runs {
    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        match self {
            Runs::Own(runtime) => runtime.block_on(work),
            Runs::Beside(handle) => handle.block_on(work),
        }
    }
}

impl FromDesk {
    pub fn new(runtime: Runtime, registers: Registers, has: BTreeSet<(&'static str, i16)>) -> FromDesk {
        FromDesk { runs: Runs::Own(runtime), registers, has }
    }

    /// Of a ledger that stays open; called within a runtime.
    pub fn beside(registers: Registers, has: BTreeSet<(&'static str, i16)>) -> FromDesk {
        FromDesk { runs: Runs::Beside(Handle::current()), registers, has }
    }

    /// Which registers have rows in which of some years, or were said to have none.
    pub async fn what_there_is(
        registers: &Registers,
        years: &[i16],
    ) -> Result<BTreeSet<(&'static str, i16)>, Error> {
        let mut has = BTreeSet::new();
        for register in Register::all().filter(|register| !KEPT.contains(&register.key)) {
            for year in years {
                if registers.count(register, *year).await? > 0
                    || registers.nothing(register, *year).await?.is_some()
                {
                    has.insert((register.key, *year));
                }
            }
        }
        Ok(has)
    }
}

impl Drop for FromDesk {
    /// The ledger was opened for reading the rows alone.
    fn drop(&mut self) {
        let Runs::Own(runtime) = &self.runs else { return };
        if let Err(error) = runtime.block_on(self.registers.ledger().close()) {
            tracing::warn!("failed to close the ledger: {error}");
        }
    }
}

impl Entered for FromDesk {
    fn has(&self, register: &Register, year: i16) -> bool {
        self.has.contains(&(register.key, year))
    }

    fn rows(&self, register: &'static Register, year: i16, visit: &mut Visit<'_>) -> Result<(), Unread> {
        let (mut after, mut row) = (None, 0);
        loop {
            let page = self.registers.reading(register, year, after.as_ref(), PAGE);
            let page = self.runs.block_on(page).map_err(|error| Unread::Store(error.into()))?;
            for line in &page.lines {
                row += 1;
                let shown = Open::new(register, &line.cells);
                visit(row, &shown).map_err(|cell| Unread::Row(BadRow { row, cell }))?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}
