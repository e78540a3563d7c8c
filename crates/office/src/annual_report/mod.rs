//! 编制年度报告：records → metrics → tables and prose.

mod charts;
pub mod compile;
pub mod model;
pub(crate) mod prose;
mod refusal;
pub mod text;

pub use charts::YearCount;
pub use compile::{Settings, compile, tables};
pub use model::{AnnualReport, Block, Chart, ChartKind, Figure, Organ, Override, Part, Span, TableNo};
pub use prose::DEFAULT as DEFAULT_TEMPLATE;
pub use refusal::{Missing, Refusal};
