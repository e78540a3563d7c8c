//! A run of mutated files: any panic, long run or swollen memory fails it.

use crate::mutations::mutated;
use crate::seeds::Seed;
use cpu_time::ThreadTime;
use std::cell::RefCell;
use std::io::{Read, Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// One input may keep a processor busy this long; in a debug build five times as long. The time of the thread,
/// not of the wall: other work on the machine makes no input slow.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });
/// After this an input counts as one that never ends.
const HANGS: Duration = Duration::from_secs(120);
/// All threads together may hold this much.
const MEMORY_KB: u64 = 2 << 20;

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

struct Run {
    seeds: Vec<Seed>,
    /// What is tried; whether the file was taken.
    attempt: fn(&Seed, u64) -> bool,
    seed: u64,
    from: u64,
    /// Ends before this one.
    inputs: u64,
    threads: u64,
    folder: PathBuf,
    next: AtomicU64,
    read: AtomicU64,
    failed: AtomicU64,
    over: AtomicBool,
    slowest: Mutex<(Duration, u64)>,
    /// What each thread is at: the index, and the milliseconds since the start when it began.
    at: Vec<(AtomicU64, AtomicU64)>,
    start: Instant,
}

/// Tries mutations of the seeds as the arguments say.
pub fn all(seeds: Vec<Seed>, attempt: fn(&Seed, u64) -> bool) -> ExitCode {
    let run = match Run::from_arguments(seeds, attempt) {
        Ok(run) => Arc::new(run),
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    eprintln!(
        "{} inputs from {} seeds, --seed {}, {} threads",
        run.inputs - run.from,
        run.seeds.len(),
        run.seed,
        run.threads
    );
    std::panic::set_hook(Box::new(|info| {
        PANIC.with(|text| *text.borrow_mut() = info.to_string());
    }));
    run.tell_of_an_interrupted_run();
    let workers: Vec<_> = (0..run.threads)
        .map(|thread| {
            let run = Arc::clone(&run);
            // Room as the readers' callers have it: a stack overflow here is one there.
            std::thread::Builder::new().stack_size(2 << 20).spawn(move || run.work(thread as usize))
        })
        .collect();
    run.watch();
    for worker in workers.into_iter().flatten() {
        if worker.join().is_err() {
            run.failed.fetch_add(1, Ordering::Relaxed);
        }
    }
    run.close()
}

impl Run {
    fn from_arguments(seeds: Vec<Seed>, attempt: fn(&Seed, u64) -> bool) -> Result<Run, String> {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
        let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let (mut inputs, mut threads, mut from) = (100_000, cores, 0);
        let mut seed = clock.map_or(0, |since| since.as_nanos() as u64);
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().and_then(|value| value.parse::<u64>().ok());
            let value = value.ok_or_else(|| format!("{name} needs a number"))?;
            match name.as_str() {
                "--inputs" => inputs = value,
                "--threads" => threads = value.max(1),
                "--seed" => seed = value,
                "--from" => from = value,
                _ => return Err("usage: mutate [--inputs N] [--seed N] [--threads N] [--from INDEX]".into()),
            }
        }
        let folder = std::env::temp_dir().join("gongkai-mutate");
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let at = (0..threads).map(|_| (AtomicU64::new(0), AtomicU64::new(u64::MAX))).collect();
        Ok(Run {
            seeds,
            attempt,
            seed,
            from,
            inputs: from + inputs,
            threads,
            folder,
            next: AtomicU64::new(from),
            read: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            over: AtomicBool::new(false),
            slowest: Mutex::new((Duration::ZERO, 0)),
            at,
            start: Instant::now(),
        })
    }

    /// A stack overflow ends the process without a word, so each thread notes what it is at.
    fn note(&self, thread: usize) -> PathBuf {
        self.folder.join(format!("running-{thread}"))
    }

    fn tell_of_an_interrupted_run(&self) {
        for thread in 0..64 {
            let mut text = String::new();
            let note =
                std::fs::File::open(self.note(thread)).and_then(|mut file| file.read_to_string(&mut text));
            if note.is_ok() && !text.is_empty() {
                eprintln!("an earlier run was interrupted at {text}");
            }
            let _ = std::fs::remove_file(self.note(thread));
        }
    }

    fn work(&self, thread: usize) {
        let mut note = std::fs::File::create(self.note(thread)).expect("the folder has just been made");
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.inputs {
                break;
            }
            let text = format!("--seed {:020} --from {index:020} --inputs 1", self.seed);
            note.seek(SeekFrom::Start(0))
                .and_then(|_| note.write_all(text.as_bytes()))
                .expect("a note of 80 bytes");
            self.at[thread].0.store(index, Ordering::Relaxed);
            self.at[thread].1.store(self.start.elapsed().as_millis() as u64, Ordering::Relaxed);
            self.try_one(index);
            self.at[thread].1.store(u64::MAX, Ordering::Relaxed);
        }
        let _ = std::fs::remove_file(self.note(thread));
    }

    fn try_one(&self, index: u64) {
        let file = mutated(&self.seeds, self.seed, index);
        let begun = ThreadTime::now();
        let ended = catch_unwind(AssertUnwindSafe(|| (self.attempt)(&file, index)));
        let took = begun.elapsed();
        match ended {
            Ok(read) => drop(self.read.fetch_add(u64::from(read), Ordering::Relaxed)),
            Err(_) => self.fail("panic", index, &PANIC.with(|text| text.borrow().clone())),
        }
        if took > LONGEST {
            self.fail("slow", index, &format!("{:.1} s", took.as_secs_f64()));
        }
        let mut slowest = self.slowest.lock().expect("no holder panics");
        *slowest = (*slowest).max((took, index));
    }

    fn fail(&self, what: &str, index: u64, why: &str) {
        let file = mutated(&self.seeds, self.seed, index);
        let saved = self.folder.join(format!("{what}-{}-{index}-{}", self.seed, file.name));
        eprintln!("{what} at --seed {} --from {index} --inputs 1: {why}", self.seed);
        match std::fs::write(&saved, &file.bytes) {
            Ok(()) => eprintln!("  the file is kept: {}", saved.display()),
            Err(error) => eprintln!("  the file could not be kept: {error}"),
        }
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// Until all is done: says how far it is, and ends the run if a thread never comes back.
    fn watch(&self) {
        let mut said = Instant::now();
        while self.at.iter().any(|(_, since)| since.load(Ordering::Relaxed) != u64::MAX)
            || self.next.load(Ordering::Relaxed) < self.inputs
        {
            std::thread::sleep(Duration::from_millis(50));
            let now = self.start.elapsed().as_millis() as u64;
            for (index, since) in &self.at {
                if now.saturating_sub(since.load(Ordering::Relaxed)) > HANGS.as_millis() as u64 {
                    self.fail(
                        "hang",
                        index.load(Ordering::Relaxed),
                        &format!("no end within {} s", HANGS.as_secs()),
                    );
                    self.over.store(true, Ordering::Relaxed);
                }
            }
            if self.over.load(Ordering::Relaxed) {
                std::process::exit(1);
            }
            if said.elapsed() > Duration::from_secs(30) {
                said = Instant::now();
                eprintln!("{} of {}", self.next.load(Ordering::Relaxed).min(self.inputs), self.inputs);
            }
        }
    }

    fn close(&self) -> ExitCode {
        let (slowest, index) = *self.slowest.lock().expect("no holder panics");
        let took = self.start.elapsed().as_secs_f64();
        let done = self.next.load(Ordering::Relaxed).min(self.inputs) - self.from;
        let memory = peak_memory_kb();
        let mut failed = self.failed.load(Ordering::Relaxed);
        if memory > MEMORY_KB {
            eprintln!("memory rose to {} MB", memory >> 10);
            failed += 1;
        }
        eprintln!(
            "{done} inputs in {took:.0} s ({:.0} a second), {} read, slowest {} ms at {index}, peak memory {} MB, \
             --seed {}",
            done as f64 / took,
            self.read.load(Ordering::Relaxed),
            slowest.as_millis(),
            memory >> 10,
            self.seed
        );
        eprintln!("{failed} failed");
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The most memory this process ever held; 0 where the system does not say.
fn peak_memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}
