//! 内容流：a page's instructions with the bytes they stand in, so that what is not struck stays as it was.

use std::ops::Range;

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Number(f64),
    Text(Vec<u8>),
    Name(Vec<u8>),
    /// Strings and numbers of an array; what else it holds is left out.
    Array(Vec<Value>),
    Other,
}

/// One instruction.
#[derive(Debug, Clone, PartialEq)]
pub struct Op {
    pub name: Vec<u8>,
    pub values: Vec<Value>,
    /// From its first operand to its end.
    pub span: Range<usize>,
}

impl Op {
    pub fn number(&self, index: usize) -> f64 {
        match self.values.get(index) {
            Some(Value::Number(number)) => *number,
            _ => 0.0,
        }
    }

    pub fn name_at(&self, index: usize) -> Option<&[u8]> {
        match self.values.get(index) {
            Some(Value::Name(name)) => Some(name),
            _ => None,
        }
    }
}

/// Operands beyond these belong to no instruction.
const MAX_OPERANDS: usize = 100_000;

pub fn ops(bytes: &[u8], limit: usize) -> Vec<Op> {
    let mut lexer = Lexer { bytes, at: 0 };
    let (mut ops, mut values, mut start) = (Vec::new(), Vec::new(), None);
    while let Some((token, span)) = lexer.token() {
        let first = *start.get_or_insert(span.start);
        match token {
            Token::Value(value) => {
                if values.len() < MAX_OPERANDS {
                    values.push(value);
                }
            }
            Token::Open => {
                let array = lexer.array();
                values.push(array);
            }
            Token::Close => {}
            Token::Word(name) => {
                let mut end = span.end;
                if name == b"BI" {
                    end = lexer.image();
                }
                ops.push(Op { name, values: std::mem::take(&mut values), span: first..end });
                start = None;
                if ops.len() >= limit {
                    break;
                }
            }
        }
    }
    ops
}

enum Token {
    Value(Value),
    Open,
    Close,
    Word(Vec<u8>),
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl Lexer<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.at += 1;
            } else if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else {
                break;
            }
        }
    }

    fn token(&mut self) -> Option<(Token, Range<usize>)> {
        self.skip();
        let start = self.at;
        let token = match self.peek()? {
            b'(' => Token::Value(Value::Text(self.literal())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.dictionary();
                Token::Value(Value::Other)
            }
            b'<' => Token::Value(Value::Text(self.hex())),
            b'/' => {
                self.at += 1;
                Token::Value(Value::Name(unescaped(self.regular())))
            }
            b'[' => {
                self.at += 1;
                Token::Open
            }
            byte if is_delimiter(byte) => {
                self.at += 1;
                Token::Close
            }
            _ => {
                let word = self.regular().to_vec();
                match number(&word) {
                    Some(number) => Token::Value(Value::Number(number)),
                    None if matches!(word.as_slice(), b"true" | b"false" | b"null") => {
                        Token::Value(Value::Other)
                    }
                    None => Token::Word(word),
                }
            }
        };
        Some((token, start..self.at))
    }

    fn regular(&mut self) -> &[u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn array(&mut self) -> Value {
        let mut values = Vec::new();
        let mut depth = 1;
        while let Some((token, span)) = self.token() {
            match token {
                Token::Open => depth += 1,
                Token::Close if self.bytes[span.start] == b']' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Token::Close => {}
                Token::Value(value) if depth == 1 && values.len() < MAX_OPERANDS => values.push(value),
                Token::Value(_) => {}
                // No array holds an instruction: it was never closed.
                Token::Word(_) => {
                    self.at = span.start;
                    break;
                }
            }
        }
        Value::Array(values)
    }

    fn dictionary(&mut self) {
        let mut depth = 0;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' => {
                    self.literal();
                    continue;
                }
                b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                    depth += 1;
                    self.at += 2;
                }
                b'>' if self.bytes.get(self.at + 1) == Some(&b'>') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 0;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => {
                    depth += 1;
                    if depth > 1 {
                        text.push(byte);
                    }
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    text.push(byte);
                }
                b'\\' => self.escape(&mut text),
                _ => text.push(byte),
            }
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => {
                            value = value * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                text.push((value & 0xff) as u8);
            }
            other => text.push(other),
        }
    }

    fn hex(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            match char::from(byte).to_digit(16) {
                Some(digit) => digits.push(digit as u8),
                None if byte == b'>' => break,
                None => {}
            }
        }
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// Skips an inline picture; returns where it ends.
    fn image(&mut self) -> usize {
        while let Some((token, _)) = self.token() {
            if matches!(&token, Token::Word(word) if word == b"ID") {
                break;
            }
        }
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            let ends = rest.len() >= 3 && is_space(rest[0]) && &rest[1..3] == b"EI";
            if ends && rest.get(3).is_none_or(|byte| is_space(*byte)) {
                self.at += 3;
                break;
            }
            self.at += 1;
        }
        self.at
    }
}

fn number(word: &[u8]) -> Option<f64> {
    let plain = word.iter().all(|byte| byte.is_ascii_digit() || b"+-.".contains(byte));
    let text = std::str::from_utf8(word).ok().filter(|_| plain)?;
    // «--5» and «1.2-3» are seen in the wild; readers take what makes sense.
    text.parse().ok().or_else(|| text.trim_start_matches(['-', '+']).parse().ok()).or(Some(0.0))
}

fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut at = 0;
    while at < name.len() {
        let hex = name.get(at + 1..at + 3).filter(|_| name[at] == b'#');
        let byte = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(byte.unwrap_or(name[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_read_with_their_places() {
        let bytes = b"BT /F1 12 Tf\n[(a\\051b)-20 <4e2d>] TJ % end\nET";
        let ops = ops(bytes, 100);
        assert_eq!(ops.len(), 4);
        assert_eq!(ops[1].values, vec![Value::Name(b"F1".to_vec()), Value::Number(12.0)]);
        let text = Value::Array(vec![
            Value::Text(b"a)b".to_vec()),
            Value::Number(-20.0),
            Value::Text(vec![0x4e, 0x2d]),
        ]);
        assert_eq!(ops[2].values, vec![text]);
        assert_eq!(&bytes[ops[2].span.clone()], b"[(a\\051b)-20 <4e2d>] TJ");
    }

    #[test]
    fn an_inline_picture_is_one_instruction() {
        let ops = ops(b"q BI /W 1 /H 1 ID \x00EI\xff EI Q", 100);
        let names: Vec<&[u8]> = ops.iter().map(|op| op.name.as_slice()).collect();
        assert_eq!(names, [b"q".as_slice(), b"BI", b"Q"]);
    }

    #[test]
    fn broken_streams_end() {
        for text in [b"[[[[".as_slice(), b"<<<<", b"((((", b"<4", b"/", b"[(a) Tj", b">>", b"BI ID"] {
            ops(text, 100);
        }
    }
}
