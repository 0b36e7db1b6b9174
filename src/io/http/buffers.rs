//! The buffers of a connection. The client's own ones have their full size from the beginning, which for a thousand
//! connections is more than all else; few answers need it.

use ureq::unversioned::transport::Buffers;

/// Bytes of the buffer for what comes, at most: one response head must fit.
pub(super) const INPUT: usize = 72 * 1024;
/// Bytes of the buffer for what goes.
pub(super) const OUTPUT: usize = 16 * 1024;
/// Bytes of the buffer for what comes, in the beginning.
const SMALL: usize = 16 * 1024;
/// What the client wants to have free for a piece of a request's body.
const PIECE: usize = 10 * 1024;

/// Buffers that are made when first needed, and grow when they were full.
#[derive(Debug, Default)]
pub(super) struct Growing {
    input: Vec<u8>,
    /// What of `input` came and was not taken yet.
    start: usize,
    end: usize,
    /// What came last has filled all that was free.
    was_full: bool,
    /// Something was taken since the client last looked.
    progress: bool,
    output: Vec<u8>,
}

impl Growing {
    /// Makes room behind what was not taken yet.
    fn make_room(&mut self) {
        if self.start > 0 {
            self.input.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        let full = self.was_full || self.end == self.input.len();
        let wanted = if full { (2 * self.input.len()).clamp(SMALL, INPUT) } else { SMALL };
        if self.input.len() < wanted {
            self.input.resize(wanted, 0);
        }
        self.was_full = false;
    }
}

impl Buffers for Growing {
    fn output(&mut self) -> &mut [u8] {
        if self.output.is_empty() {
            self.output.resize(OUTPUT, 0);
        }
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        &self.input[self.start..self.end]
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.make_room();
        &mut self.input[self.end..]
    }

    fn input_appended(&mut self, amount: usize) {
        self.end = (self.end + amount).min(self.input.len());
        self.was_full = self.end == self.input.len();
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.start = (self.start + amount).min(self.end);
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.output();
        self.make_room();
        // Only a peer that talks before it is asked leaves less.
        if self.input.len() - self.end < PIECE {
            self.input.resize(self.end + PIECE, 0);
        }
        (&mut self.input[self.end..], &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        self.progress && self.start < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn append(buffers: &mut Growing, bytes: usize) -> usize {
        let room = buffers.input_append_buf();
        let amount = bytes.min(room.len());
        room[..amount].iter_mut().enumerate().for_each(|(index, byte)| *byte = index as u8);
        buffers.input_appended(amount);
        amount
    }

    #[test]
    fn what_is_not_taken_stays_and_the_buffer_grows_to_its_end() {
        let mut buffers = Growing::default();
        assert_eq!(append(&mut buffers, 300), 300);
        buffers.input_consume(299);
        assert!(buffers.can_use_input());
        let mut held = 1;
        loop {
            let came = append(&mut buffers, 20_000);
            held += came;
            assert_eq!(buffers.input().len(), held);
            assert_eq!(buffers.input()[0], 43);
            if came == 0 {
                break;
            }
        }
        assert_eq!(held, INPUT);
        buffers.input_consume(INPUT);
        assert!(buffers.input().is_empty() && !buffers.can_use_input());
        assert_eq!(append(&mut buffers, 10), 10);
    }

    #[test]
    fn short_answers_need_little_and_long_ones_are_read_in_large_pieces() {
        let mut buffers = Growing::default();
        for _ in 0..3 {
            append(&mut buffers, 1_000);
            buffers.input_consume(1_000);
        }
        assert_eq!(buffers.input.len(), SMALL);
        for _ in 0..4 {
            let came = append(&mut buffers, usize::MAX);
            buffers.input_consume(came);
        }
        assert_eq!(buffers.input.len(), INPUT);
    }

    #[test]
    fn there_is_room_for_a_piece_of_a_body_whatever_has_come() {
        let mut buffers = Growing::default();
        while append(&mut buffers, usize::MAX) > 0 {}
        let (piece, output) = buffers.tmp_and_output();
        assert_eq!((piece.len(), output.len()), (PIECE, OUTPUT));
        assert_eq!(buffers.input().len(), INPUT);
    }
}
