//! 动态口令：time-based one-time passwords as RFC 6238 has them, six digits every 30 seconds by HMAC-SHA-1, which is
//! what every authenticator understands. Twenty lines over the HMAC that is in the tree already.

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ring::hmac;

/// Seconds a code stands.
const STEP: u64 = 30;
/// A clock may be a step off either way.
const OFF: u64 = 1;
const SECRET_BYTES: usize = 20;
pub const RECOVERY_LETTERS: usize = 10;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new secret in base32, 160 bits.
pub fn new_secret() -> anyhow::Result<String> {
    Ok(base32(&random::<SECRET_BYTES>()?))
}

/// Ten letters and digits: 50 bits, each of which costs a guesser an argon2 hash.
pub fn recovery_code() -> anyhow::Result<String> {
    let letters = random::<RECOVERY_LETTERS>()?.map(|byte| BASE32[usize::from(byte % 32)]);
    Ok(letters.iter().map(|letter| char::from(*letter).to_ascii_lowercase()).collect())
}

fn random<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(bytes)
}

/// The step a code belongs to, where it is one of the secret's about now.
pub fn step_of(secret: &str, code: &str, now: Timestamp) -> Option<u64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &unbase32(secret)?);
    let step = u64::try_from(now.as_second()).ok()? / STEP;
    (step.saturating_sub(OFF)..=step + OFF).find(|step| code_at(&key, *step) == code)
}

/// The code of a secret at a moment, for tests that act as the telephone.
#[doc(hidden)]
pub fn code_for_tests(secret: &str, now: Timestamp) -> Option<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &unbase32(secret)?);
    Some(code_at(&key, u64::try_from(now.as_second()).ok()? / STEP))
}

fn code_at(key: &hmac::Key, step: u64) -> String {
    let tag = hmac::sign(key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes[bytes.len() - 1] & 0xf);
    let word = u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

fn base32(bytes: &[u8]) -> String {
    let (mut out, mut held, mut bits) = (String::new(), 0u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(BASE32[(held >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        out.push(char::from(BASE32[(held << (5 - bits)) as usize & 31]));
    }
    out
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0);
    for letter in text.bytes() {
        let value = BASE32.iter().position(|one| *one == letter.to_ascii_uppercase())?;
        held = ((held << 5) | u32::try_from(value).ok()?) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
    }
    Some(out)
}

/// What an authenticator reads from the picture.
pub fn address(secret: &str, account: &str, issuer: &str) -> String {
    let coded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (issuer, account) = (coded(issuer), coded(account));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
    )
}

/// A QR code as the path of an SVG and its width in modules, the quiet zone included.
pub fn picture(text: &str) -> anyhow::Result<(String, i32)> {
    crate::qr::path(text).ok_or_else(|| anyhow::anyhow!("the address is too long for a QR code"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B (SHA-1), the last six of eight digits.
    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let secret = base32(b"12345678901234567890");
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(second).unwrap_or_default();
            assert_eq!(step_of(&secret, code, now), Some(second as u64 / 30), "{second}");
            assert_eq!(code_for_tests(&secret, now).as_deref(), Some(code));
        }
    }

    #[test]
    fn a_clock_may_be_a_step_off_and_not_two() {
        let secret = base32(b"12345678901234567890");
        for (second, taken) in [(59, true), (30, true), (119, false), (89, true), (0, true)] {
            let now = Timestamp::from_second(second).unwrap_or_default();
            assert_eq!(step_of(&secret, "287 082", now).is_some(), taken, "{second}");
        }
        for wrong in ["", "287083", "28708", "２８７０８２", "2870822"] {
            assert_eq!(
                step_of(&secret, wrong, Timestamp::from_second(59).unwrap_or_default()),
                None,
                "{wrong}"
            );
        }
    }

    #[test]
    fn base32_there_and_back() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        for length in 0..40u8 {
            let bytes: Vec<u8> = (0..length).map(|byte| byte.wrapping_mul(37)).collect();
            assert_eq!(unbase32(&base32(&bytes)).as_deref(), Some(bytes.as_slice()));
        }
        assert_eq!(unbase32("A1"), None);
    }

    #[test]
    fn the_picture_holds_the_address() {
        let address = address("JBSWY3DPEHPK3PXP", "wang", "枣庄市行政审批服务局");
        assert!(address.is_ascii() && address.starts_with("otpauth://totp/%E6%9E%A3"));
        let drawn = picture(&address).map(|(path, size)| (path.starts_with('M'), size > 40));
        assert_eq!(drawn.ok(), Some((true, true)));
    }
}
