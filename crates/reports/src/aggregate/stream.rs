//! 逐份读取 JSON：whole objects are cut by one thread, read by the others, and handed on in order. What is held
//! at once is bounded by the number of threads, not by the size of the file.

use super::cut::{Cutter, NotObjects};
use super::unit::{Unit, Unread};
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

/// How much is cut before it is given to a reading thread.
const CHUNK: usize = 256 << 10;

#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("文件《{file}》读到一半出错。请确认文件所在的磁盘可用后重试。")]
    Disk {
        file: String,
        #[source]
        source: std::io::Error,
    },
    #[error("文件《{file}》{problem}")]
    Shape { file: String, problem: NotObjects },
}

/// Where the reports come from and how they are read.
pub struct Stream<'a> {
    pub file: &'a str,
    /// How many threads read objects, beside the one that cuts them.
    pub threads: usize,
    /// Told how many bytes have been cut so far.
    pub progress: &'a dyn Fn(u64),
}

type Outcome = Result<Unit, Unread>;

/// Objects cut from the file: their bytes, their ranges, and the number of the first.
struct Batch {
    bytes: Vec<u8>,
    whole: Vec<Range<usize>>,
    first: u64,
}

/// Reads every report of a JSON file and hands each on, in the order of the file.
pub fn read(stream: &Stream<'_>, from: &mut dyn Read, take: &mut dyn FnMut(Outcome)) -> Result<(), Broken> {
    let mut source = Source { stream, from, cutter: Cutter::default(), rest: Vec::new(), cut: 0, read: 0 };
    let first = source.next_batch()?;
    let second = source.next_batch()?;
    match (first, second) {
        (Some(only), None) => {
            let single = only.whole.len() == 1;
            outcomes(stream.file, &only, single).into_iter().for_each(take);
            Ok(())
        }
        (first, second) => many(stream, [first, second].into_iter().flatten().collect(), source, take),
    }
}

fn many(
    stream: &Stream<'_>,
    begun: Vec<Batch>,
    mut source: Source<'_, '_>,
    take: &mut dyn FnMut(Outcome),
) -> Result<(), Broken> {
    let workers = stream.threads.max(1);
    let (work, taken) = sync_channel::<(u64, Batch)>(workers);
    let (done, results) = channel();
    let taken = Mutex::new(taken);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (file, taken, done) = (stream.file, &taken, done.clone());
            scope.spawn(move || work_off(file, taken, &done));
        }
        drop(done);
        let mut order = InOrder { results, early: BTreeMap::new(), next: 0, take };
        let outcome = feed(begun, &mut source, &work, &mut order, workers as u64 * 2);
        drop(work);
        order.finish();
        outcome
    })
}

/// Gives out batches, never more than `ahead` before their results are taken.
fn feed(
    begun: Vec<Batch>,
    source: &mut Source<'_, '_>,
    work: &SyncSender<(u64, Batch)>,
    order: &mut InOrder<'_>,
    ahead: u64,
) -> Result<(), Broken> {
    let mut begun = begun.into_iter();
    let mut given = 0;
    loop {
        let Some(batch) = begun.next().map_or_else(|| source.next_batch(), |batch| Ok(Some(batch)))? else {
            return Ok(());
        };
        while given - order.next >= ahead {
            order.wait();
        }
        work.send((given, batch)).expect("the readers stay until the sender is dropped");
        given += 1;
    }
}

fn work_off(file: &str, work: &Mutex<Receiver<(u64, Batch)>>, done: &Sender<(u64, Vec<Outcome>)>) {
    loop {
        // A reader that panicked has taken its batch out already: the queue is whole.
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, batch)) = next else { return };
        if done.send((number, outcomes(file, &batch, false))).is_err() {
            return;
        }
    }
}

fn outcomes(file: &str, batch: &Batch, single: bool) -> Vec<Outcome> {
    let numbered = batch.whole.iter().zip(batch.first..);
    let read = numbered.map(|(range, number)| {
        let source = if single { file.to_string() } else { format!("{file}#{number}") };
        Unit::from_json(&batch.bytes[range.clone()], source)
    });
    read.collect()
}

/// Puts results back into the order of the file.
struct InOrder<'a> {
    results: Receiver<(u64, Vec<Outcome>)>,
    early: BTreeMap<u64, Vec<Outcome>>,
    next: u64,
    take: &'a mut dyn FnMut(Outcome),
}

impl InOrder<'_> {
    fn wait(&mut self) -> bool {
        let Ok((number, outcomes)) = self.results.recv() else { return false };
        self.early.insert(number, outcomes);
        while let Some(outcomes) = self.early.remove(&self.next) {
            outcomes.into_iter().for_each(&mut *self.take);
            self.next += 1;
        }
        true
    }

    fn finish(mut self) {
        while self.wait() {}
    }
}

/// Reads the file chunk by chunk and cuts it.
struct Source<'a, 'r> {
    stream: &'a Stream<'a>,
    from: &'r mut dyn Read,
    cutter: Cutter,
    /// The object still open at the end of the last chunk.
    rest: Vec<u8>,
    cut: u64,
    read: u64,
}

impl Source<'_, '_> {
    /// The next batch that holds at least one object; `None` at the end of the file.
    fn next_batch(&mut self) -> Result<Option<Batch>, Broken> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut whole = Vec::new();
        loop {
            let before = bytes.len();
            let read = (&mut *self.from).take(CHUNK as u64).read_to_end(&mut bytes);
            read.map_err(|source| Broken::Disk { file: self.stream.file.into(), source })?;
            if bytes.len() == before {
                self.cutter.finish().map_err(|problem| self.shape(problem))?;
                return Ok(None);
            }
            self.read += (bytes.len() - before) as u64;
            (self.stream.progress)(self.read);
            let fed = self.cutter.feed(&bytes, &mut whole);
            fed.map_err(|problem| self.shape(problem))?;
            let keep = self.cutter.carry(&bytes);
            if !whole.is_empty() {
                self.rest = bytes[keep].to_vec();
                let first = self.cut + 1;
                self.cut += whole.len() as u64;
                return Ok(Some(Batch { bytes, whole, first }));
            }
            bytes.drain(..keep.start);
        }
    }

    fn shape(&self, problem: NotObjects) -> Broken {
        Broken::Shape { file: self.stream.file.into(), problem }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn list(units: usize) -> String {
        let objects: Vec<String> = (0..units)
            .map(|i| format!(r#"{{"organ":"第{i}镇","year":2024,"table3":{{"new":[{i},0,0,0,0,0,{i}]}}}}"#))
            .collect();
        format!("[{}]", objects.join(",\n"))
    }

    fn organs(json: &str, threads: usize) -> Result<Vec<String>, Broken> {
        let mut organs = Vec::new();
        let stream = Stream { file: "list.json", threads, progress: &|_| {} };
        read(&stream, &mut json.as_bytes(), &mut |unit| organs.push(unit.unwrap().organ.unwrap()))?;
        Ok(organs)
    }

    #[test]
    fn reports_come_in_the_order_of_the_file_whatever_the_threads() {
        let expected: Vec<String> = (0..20_000).map(|i| format!("第{i}镇")).collect();
        for threads in [1, 2, 5] {
            assert_eq!(organs(&list(20_000), threads).unwrap(), expected);
        }
        assert_eq!(organs(&list(1), 2).unwrap(), ["第0镇"]);
        assert!(organs("[]", 2).unwrap().is_empty());
    }

    #[test]
    fn a_file_cut_short_is_refused_after_what_was_whole() {
        let text = list(20_000);
        let refused = organs(&text[..text.len() - 9], 2).unwrap_err().to_string();
        assert!(refused.contains("没有写完"), "{refused}");
    }

    #[test]
    fn an_object_of_another_shape_is_named_and_the_rest_goes_on() {
        let json = r#"[{"organ":"甲镇","table3":{}},{"table3":3},{"organ":"乙镇","table3":{}}]"#;
        let mut outcomes = Vec::new();
        let stream = Stream { file: "a.json", threads: 2, progress: &|_| {} };
        read(&stream, &mut json.as_bytes(), &mut |unit| outcomes.push(unit)).unwrap();
        assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(outcomes[1].as_ref().unwrap_err().source, "a.json#2");
    }
}
