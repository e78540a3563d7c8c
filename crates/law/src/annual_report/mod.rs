//! 政府信息公开工作年度报告：格式、三张统计表、勾稽关系、报送期限。

pub mod form;
pub mod layout;
pub mod place;
pub mod rules;
pub mod tables;

pub use form::{Applicant, Block2, Block4, Form, Group, Outcome, Result4, Row2, Row3};
pub use place::Place;
pub use rules::RuleId;
pub use tables::{Count, Table2, Table3, Table4, Tables};
