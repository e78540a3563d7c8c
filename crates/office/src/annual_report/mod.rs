//! 编制年度报告：records → metrics → tables and prose.

pub mod model;

pub use model::{AnnualReport, Block, Chart, ChartKind, Figure, Organ, Override, Part, Span, TableNo};
