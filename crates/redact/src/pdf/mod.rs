use crate::document::{Area, Hit};
use crate::needle::Needle;
use crate::verify::{Residue, Search};
use crate::{Hidden, Limits, Refusal, Unit};
use std::collections::BTreeSet;
use std::ops::Range;
pub struct Paper;
pub fn read(_: &[u8], _: &Limits) -> Result<(Vec<Unit>, Paper), Refusal> { Err(Refusal::Unsupported { kind: "PDF" }) }
pub fn hidden(_: &[u8], _: &Limits) -> Result<Vec<Hidden>, Refusal> { Ok(Vec::new()) }
pub fn search(_: &[u8], _: &Search<'_>, _: &Limits, _: &mut BTreeSet<Residue>) -> Result<(), Refusal> { Ok(()) }
impl Paper {
    pub fn within(&self, _: usize, _: &Area) -> Vec<(usize, Range<usize>)> { Vec::new() }
    pub fn write(&self, _: &[Hit], _: &[Needle]) -> Result<(Vec<u8>, Vec<String>), Refusal> { Err(Refusal::Unsupported { kind: "PDF" }) }
}
