//! Bodies as they are meant to be read: gzip undone, within limits, as text.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use crate::limits::MAX_REQUEST_BYTES;

/// Why a body is not gzip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GzipError {
    /// Cut off, corrupt, or something else altogether.
    Malformed,
    /// More than [`MAX_REQUEST_BYTES`] when unpacked.
    TooLarge,
}

const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
const HEADER_CRC: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;

/// Unpacks one gzip member (RFC 1952), never into more than [`MAX_REQUEST_BYTES`].
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, GzipError> {
    let deflated = skip_header(packed).ok_or(GzipError::Malformed)?;
    let (deflated, trailer) = deflated
        .split_last_chunk::<8>()
        .ok_or(GzipError::Malformed)?;
    let unpacked = decompress_to_vec_with_limit(deflated, MAX_REQUEST_BYTES);
    let unpacked = unpacked.map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => GzipError::TooLarge,
        _ => GzipError::Malformed,
    })?;
    // The other half of the trailer, the length, adds nothing to the checksum.
    let [a, b, c, d, ..] = *trailer;
    if crc32(&unpacked) == u32::from_le_bytes([a, b, c, d]) {
        Ok(unpacked)
    } else {
        Err(GzipError::Malformed)
    }
}

fn skip_header(packed: &[u8]) -> Option<&[u8]> {
    let (&flags, rest) = packed.strip_prefix(&MAGIC)?.split_first()?;
    // Time, extra flags, operating system.
    let mut rest = rest.get(6..)?;
    if flags & EXTRA != 0 {
        let (length, extra) = rest.split_first_chunk::<2>()?;
        rest = extra.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for flag in [NAME, COMMENT] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & HEADER_CRC != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}

/// The checksum of gzip: CRC-32 with the reflected polynomial of IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _bit| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `{}` with every optional part of the header.
    const PACKED: &[u8] = b"\x1f\x8b\x08\x1e\0\0\0\0\0\x03\x02\0EXname\0comment\0CR\x01\x02\0\xfd\xff{}\x43\xbf\xa6\xa3\x02\0\0\0";

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut packed = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
        packed.extend(miniz_oxide::deflate::compress_to_vec(content, 6));
        packed.extend(crc32(content).to_le_bytes());
        packed.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        packed
    }

    #[test]
    fn the_checksum_is_gzips() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn every_part_of_a_header_is_skipped() {
        assert_eq!(unpack(PACKED).unwrap(), b"{}");
    }

    #[test]
    fn what_is_cut_off_or_changed_is_malformed() {
        for end in 0..PACKED.len() {
            assert_eq!(unpack(&PACKED[..end]), Err(GzipError::Malformed), "{end}");
        }
        let mut packed = gzip(b"{\"type\":\"track\"}");
        for place in [0, 2, 12, packed.len() - 8] {
            packed[place] ^= 0x55;
            assert_eq!(unpack(&packed), Err(GzipError::Malformed), "{place}");
            packed[place] ^= 0x55;
        }
        assert_eq!(unpack(b"{}"), Err(GzipError::Malformed));
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let most = vec![b' '; MAX_REQUEST_BYTES];
        assert_eq!(
            unpack(&gzip(&most)).map(|unpacked| unpacked.len()),
            Ok(MAX_REQUEST_BYTES)
        );
        let more = gzip(&vec![b' '; 50 * MAX_REQUEST_BYTES]);
        assert!(more.len() < 30_000);
        assert_eq!(unpack(&more), Err(GzipError::TooLarge));
    }
}
