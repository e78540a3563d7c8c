//! 各类结果各有多少：counted over all results in one pass

use std::collections::BTreeMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// Counts each tag of the documents that match.
pub(crate) struct Tags;

pub(crate) struct OfSegment {
    column: Option<StrColumn>,
    /// By the number the segment gives a tag.
    counts: Vec<u64>,
}

impl Collector for Tags {
    type Fruit = BTreeMap<String, u64>;
    type Child = OfSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<OfSegment> {
        let column = segment.fast_fields().str("tags")?;
        let size = column.as_ref().map_or(0, |column| column.num_terms());
        Ok(OfSegment { column, counts: vec![0; size] })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        segments: Vec<tantivy::Result<BTreeMap<String, u64>>>,
    ) -> tantivy::Result<Self::Fruit> {
        let mut all = BTreeMap::new();
        for segment in segments {
            for (tag, count) in segment? {
                *all.entry(tag).or_default() += count;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = tantivy::Result<BTreeMap<String, u64>>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let Some(column) = &self.column else { return };
        for tag in column.ords().values_for_doc(doc) {
            if let Some(count) = usize::try_from(tag).ok().and_then(|tag| self.counts.get_mut(tag)) {
                *count += 1;
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut named = BTreeMap::new();
        let Some(column) = self.column else { return Ok(named) };
        for (tag, count) in (0..).zip(self.counts).filter(|(_, count)| *count > 0) {
            let mut name = String::new();
            column.ord_to_str(tag, &mut name)?;
            named.insert(name, count);
        }
        Ok(named)
    }
}
