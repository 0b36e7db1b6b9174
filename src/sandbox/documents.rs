//! The documents that searching finds: the same in every sandbox, so that scenarios can name them.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// How many documents there are, as in the API's documentation.
pub(super) const TOTAL: usize = 224;

/// One document, as search results show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    document_id: String,
    title: String,
    state: &'static str,
    created: String,
    pages: usize,
    owner: String,
}

/// All documents, newest first, and the people who own them.
#[derive(Debug)]
pub(super) struct Documents {
    all: Vec<Document>,
    owners: Vec<(String, Value)>,
}

/// A part of the documents.
pub(super) struct Page<'a> {
    pub(super) documents: &'a [Document],
    /// The owners of these documents, by their ids.
    pub(super) users: Map<String, Value>,
}

impl Documents {
    pub(super) fn new() -> Documents {
        let owners: Vec<_> = ["Mary Griffin", "John Carter", "Ada Archer", "Ben Brooks", "Clara Carver"]
            .into_iter()
            .map(|name| {
                let email = format!("{}@circularo.com", name.to_lowercase().replace(' ', "."));
                let id = uuid_of(&format!("user {email}"));
                (id, json!({"name": name, "email": email}))
            })
            .collect();
        let all = (0..TOTAL).map(|index| document(index, &owners)).collect();
        Documents { all, owners }
    }

    /// The documents from an index on, at most so many; none when the index is past the end.
    pub(super) fn page(&self, from: usize, size: usize) -> Page<'_> {
        let start = from.min(self.all.len());
        let end = start.saturating_add(size).min(self.all.len());
        let documents = &self.all[start..end];
        let owns = |id: &String| documents.iter().any(|document| document.owner == *id);
        let users = self.owners.iter().filter(|(id, _)| owns(id)).cloned().collect();
        Page { documents, users }
    }
}

fn document(index: usize, owners: &[(String, Value)]) -> Document {
    const KINDS: [&str; 7] =
        ["Contract", "Invoice", "Offer", "Purchase order", "Non-disclosure agreement", "Lease", "Report"];
    const STATES: [&str; 5] = ["completed", "draft", "waiting", "completed", "rejected"];
    /// 2026-01-05T08:00:00Z, and a document every seven hours, nine minutes and five seconds before it.
    const NEWEST: i64 = 1_767_600_000;
    const STEP: i64 = 25_745;
    // 224 steps back from 2026 are in 2025, far inside what a timestamp can hold: the default is never taken.
    let created = Timestamp::from_second(NEWEST - STEP * index as i64).unwrap_or_default();
    Document {
        // The first is the one that the documentation shows.
        document_id: if index == 0 {
            "01f9af91-6678-4cb0-a53b-d9ecf843e129".to_owned()
        } else {
            uuid_of(&format!("document {index}"))
        },
        title: format!("{} {:04}", KINDS[index % KINDS.len()], TOTAL - index),
        state: STATES[index % STATES.len()],
        created: created.to_string(),
        pages: 1 + index * 5 % 17,
        owner: owners[index % owners.len()].0.clone(),
    }
}

/// A UUID that depends on the text alone, in the shape of a random one (version 4) as the real API gives them.
pub(super) fn uuid_of(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::{Documents, TOTAL, uuid_of};
    use std::collections::BTreeSet;

    #[test]
    fn pages_cover_all_documents_once() {
        let documents = Documents::new();
        let mut ids = BTreeSet::new();
        for from in (0..TOTAL).step_by(10) {
            ids.extend(documents.page(from, 10).documents.iter().map(|d| &d.document_id));
        }
        assert_eq!(ids.len(), TOTAL);
        assert_eq!(documents.page(220, 10).documents.len(), 4);
        assert!(documents.page(usize::MAX, 10).documents.is_empty());
        assert!(documents.page(500, 10).users.is_empty());
        assert_eq!(documents.page(0, 2).users.len(), 2);
        assert_eq!(documents.all[0].created, "2026-01-05T08:00:00Z");
    }

    #[test]
    fn ids_have_the_form_of_a_uuid() {
        let id = uuid_of("anything");
        let lengths: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(&id[14..15], "4");
        assert!("89ab".contains(&id[19..20]));
    }
}
