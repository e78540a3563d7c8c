//! 区分处理清单：where, why and how much, never what.

use crate::{Address, Ground};
use serde::Serialize;

/// One struck place, for the list that goes with the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// 编号, from 1.
    pub no: usize,
    /// Which strike of the handler it comes from, from 1.
    pub strike: usize,
    pub address: Address,
    /// 位置, in words.
    pub place: String,
    pub ground: Ground,
    /// 理由, in words.
    pub reason: &'static str,
    /// 依据, in words.
    pub article: String,
    /// 字数.
    pub length: usize,
}
