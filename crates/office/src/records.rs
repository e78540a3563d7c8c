//! 登记从哪里来：a narrow seam; a folder of tables today, the ledger later.

use crate::register::{BadCell, Register, Row};

/// Takes one row and where it stands; a refused cell ends the scan.
pub type Visit<'a> = dyn FnMut(u64, &dyn Row) -> Result<(), BadCell> + 'a;

/// Whoever holds the records of the years.
pub trait Records {
    type Error;

    /// Shows each row of a register of a year, with a locator that grows from row to row and by which the
    /// row can be found again. `false` where the year has no such register.
    fn scan(
        &self,
        register: &'static Register,
        year: i16,
        visit: &mut Visit<'_>,
    ) -> Result<bool, Self::Error>;
}
