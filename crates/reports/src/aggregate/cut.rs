//! 切分：a JSON list, JSON Lines or objects one after another → the bytes of each object, chunk by chunk.

use std::ops::Range;

/// Why the text is not a run of JSON objects. Positions are byte offsets from the start of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotObjects {
    #[error("第{at}字节处不是报告对象。请使用“核对”“编制”导出的 JSON，或每行一份报告的 JSON Lines。")]
    Stray { at: u64 },
    #[error("自第{from}字节起的一份报告没有写完，文件可能被截断。请重新导出。")]
    Unfinished { from: u64 },
    #[error("自第{from}字节起的一份报告超过{}的上限。请检查该文件是不是年度报告的 JSON。", crate::read::rounded_down(*limit))]
    TooLarge { from: u64, limit: usize },
}

/// The longest single report taken, in bytes.
pub const LONGEST: usize = 32 << 20;

/// Finds where objects begin and end in bytes fed piece by piece. Knows strings and nesting, nothing else.
#[derive(Debug, Default)]
pub struct Cutter {
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// Where in the current buffer the open object begins.
    begin: usize,
    /// Up to where the current buffer has been looked at.
    seen: usize,
    /// Offset in the file of the start of the current buffer.
    base: u64,
}

impl Cutter {
    /// Looks at what is new in `buffer` and adds the objects that are whole.
    pub fn feed(&mut self, buffer: &[u8], whole: &mut Vec<Range<usize>>) -> Result<(), NotObjects> {
        while self.seen < buffer.len() {
            if self.in_string {
                self.pass_string(buffer);
            } else if self.depth == 0 {
                self.between(buffer)?;
            } else if let Some(range) = self.inside(buffer) {
                whole.push(range);
            }
        }
        if self.depth > 0 && buffer.len() - self.begin > LONGEST {
            return Err(NotObjects::TooLarge { from: self.base + self.begin as u64, limit: LONGEST });
        }
        Ok(())
    }

    /// What must be carried to the front of the next buffer: the object still open.
    pub fn carry(&mut self, buffer: &[u8]) -> Range<usize> {
        let keep = if self.depth > 0 { self.begin..buffer.len() } else { buffer.len()..buffer.len() };
        self.base += keep.start as u64;
        self.seen -= keep.start;
        self.begin = 0;
        keep
    }

    /// Refuses an object that was never closed.
    pub fn finish(&self) -> Result<(), NotObjects> {
        match self.depth {
            0 => Ok(()),
            _ => Err(NotObjects::Unfinished { from: self.base + self.begin as u64 }),
        }
    }

    fn between(&mut self, buffer: &[u8]) -> Result<(), NotObjects> {
        match buffer[self.seen] {
            b'{' => {
                self.begin = self.seen;
                self.depth = 1;
            }
            // Brackets, commas and line ends of any list, and a byte order mark.
            b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' | 0xef | 0xbb | 0xbf => {}
            _ => return Err(NotObjects::Stray { at: self.base + self.seen as u64 }),
        }
        self.seen += 1;
        Ok(())
    }

    /// Goes on to the next byte that matters; the range of the object when that closes it.
    fn inside(&mut self, buffer: &[u8]) -> Option<Range<usize>> {
        for (offset, byte) in buffer[self.seen..].iter().enumerate() {
            match byte {
                b'"' => {
                    self.in_string = true;
                    self.seen += offset + 1;
                    return None;
                }
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth -= 1,
                _ => {}
            }
            if self.depth == 0 {
                self.seen += offset + 1;
                return Some(self.begin..self.seen);
            }
        }
        self.seen = buffer.len();
        None
    }

    fn pass_string(&mut self, buffer: &[u8]) {
        if std::mem::take(&mut self.escaped) {
            self.seen += 1;
            return;
        }
        match buffer[self.seen..].iter().position(|byte| matches!(byte, b'"' | b'\\')) {
            Some(offset) => {
                let found = self.seen + offset;
                self.escaped = buffer[found] == b'\\';
                self.in_string = self.escaped;
                self.seen = found + 1;
            }
            None => self.seen = buffer.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn cut(text: &str, chunk: usize) -> Result<Vec<String>, NotObjects> {
        let mut cutter = Cutter::default();
        let (mut buffer, mut found) = (Vec::new(), Vec::new());
        for piece in text.as_bytes().chunks(chunk) {
            buffer.extend_from_slice(piece);
            let mut ranges = Vec::new();
            cutter.feed(&buffer, &mut ranges)?;
            found.extend(ranges.into_iter().map(|r| String::from_utf8(buffer[r].to_vec()).unwrap()));
            let keep = cutter.carry(&buffer);
            buffer.drain(..keep.start);
        }
        cutter.finish().map(|()| found)
    }

    fn check(text: &str, objects: &[&str]) {
        for chunk in [1, 2, 3, 7, 1000] {
            assert_eq!(cut(text, chunk).unwrap(), objects, "in chunks of {chunk}");
        }
    }

    #[test]
    fn lists_lines_and_single_objects_are_cut_alike() {
        check(r#"{"a":1}"#, &[r#"{"a":1}"#]);
        check("[{\"a\":[1,{}]},\n {\"b\":2}]", &[r#"{"a":[1,{}]}"#, r#"{"b":2}"#]);
        check("\u{feff}{\"a\":1}\r\n{\"b\":2}\r\n", &[r#"{"a":1}"#, r#"{"b":2}"#]);
        check("[]", &[]);
    }

    #[test]
    fn brackets_and_quotes_inside_strings_do_not_count() {
        check(r#"[{"a":"}]\"{"},{"\\":"\\"}]"#, &[r#"{"a":"}]\"{"}"#, r#"{"\\":"\\"}"#]);
        check(r#"{"机关":"某县“政府”"}"#, &[r#"{"机关":"某县“政府”"}"#]);
    }

    #[test]
    fn what_is_no_object_is_refused_with_its_place() {
        for chunk in [1, 2, 1000] {
            assert_eq!(cut(r#"[{"a":1}, 3]"#, chunk), Err(NotObjects::Stray { at: 10 }));
            assert_eq!(cut(r#"[{"a":1},{"b""#, chunk), Err(NotObjects::Unfinished { from: 9 }));
        }
    }
}
