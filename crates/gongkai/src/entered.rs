//! 工作台登记的各本登记，读给年度报告的编制: which is not async, and must not run where a runtime does.

use office::records::{BadRow, Entered, KEPT, Open, Unread, Visit};
use office::register::Register;
use registers::{Error, Registers};
use std::collections::BTreeSet;
use tokio::runtime::Runtime;

/// Rows read at once.
const PAGE: u32 = 2000;

pub struct FromDesk {
    runtime: Runtime,
    registers: Registers,
    has: BTreeSet<(&'static str, i16)>,
}

impl FromDesk {
    pub fn new(runtime: Runtime, registers: Registers, has: BTreeSet<(&'static str, i16)>) -> FromDesk {
        FromDesk { runtime, registers, has }
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
        if let Err(error) = self.runtime.block_on(self.registers.ledger().close()) {
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
            let page = self.runtime.block_on(page).map_err(|error| Unread::Store(error.into()))?;
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
