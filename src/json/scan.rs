//! Looking through strings, eight bytes at a time.

const LANES: usize = size_of::<u64>();
const ONES: u64 = u64::MAX / 0xff;
const HIGHS: u64 = ONES << 7;

/// How many bytes come before the first one that has an escape in JSON: a quote, a backslash or a control character.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<LANES>();
    for (place, word) in words.iter().enumerate() {
        let special = special_lanes(u64::from_le_bytes(*word));
        if special != 0 {
            return place * LANES + first_lane(special);
        }
    }
    let start = bytes.len() - rest.len();
    start
        + rest
            .iter()
            .position(|byte| is_special(*byte))
            .unwrap_or(rest.len())
}

const fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

/// Has the high bit of each byte that is special. Above the first such byte there may be others that are not.
const fn special_lanes(word: u64) -> u64 {
    let quotes = word ^ (ONES * b'"' as u64);
    let backslashes = word ^ (ONES * b'\\' as u64);
    (quotes.wrapping_sub(ONES) & !quotes
        | backslashes.wrapping_sub(ONES) & !backslashes
        | word.wrapping_sub(ONES * b' ' as u64) & !word)
        & HIGHS
}

const fn first_lane(special: u64) -> usize {
    (special.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::{is_special, plain_length};

    #[test]
    fn finds_the_first_special_byte_wherever_it_is() {
        for filler in [
            b'a', b' ', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xa2, 0xdc, 0xff,
        ] {
            for length in 0..40 {
                let plain = vec![filler; length];
                assert_eq!(plain_length(&plain), length);
                for place in 0..length {
                    for special in (0..=u8::MAX).filter(|byte| is_special(*byte)) {
                        let mut bytes = plain.clone();
                        bytes[place] = special;
                        bytes[length - 1] = b'"';
                        assert_eq!(plain_length(&bytes), place);
                    }
                }
            }
        }
    }
}
