//! Lists in pages: how many, from where on, and the token that asks for the next.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::ApiError;

/// One page of one list, as a request asks for it.
///
/// A token holds the key of the last item before it, sealed with the list it belongs to: it works
/// after a restart, and nowhere but in its own list.
pub(crate) struct Page {
    list: String,
    limit: usize,
    after: Option<String>,
}

impl Page {
    /// The page that `token` continues. `list` names all that the list depends on: operation, pool,
    /// filter. `limit` of zero or none asks for `most` items, and never more are given.
    pub(crate) fn new(
        list: &[&str],
        limit: Option<i32>,
        most: usize,
        token: Option<&str>,
    ) -> Result<Self, ApiError> {
        let list = list.join("\0");
        let after = token.map(|token| open(&list, token)).transpose()?;
        Ok(Self { list, limit: effective_limit(limit, most), after })
    }

    /// The key of the last item that the caller has seen.
    pub(crate) fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// The items of this page and, if there are more, the token for the next. `items` come with
    /// their keys and begin behind [`Page::after`].
    pub(crate) fn take<T>(&self, items: impl IntoIterator<Item = (String, T)>) -> (Vec<T>, Option<String>) {
        let mut items = items.into_iter();
        let mut taken = Vec::new();
        let mut last = None;
        for (key, item) in items.by_ref().take(self.limit) {
            taken.push(item);
            last = Some(key);
        }
        let more = items.next().is_some();
        (taken, last.filter(|_| more).map(|key| seal(&self.list, &key)))
    }
}

/// How many items a page has when a request does not say.
pub(crate) const DEFAULT_LIMIT: usize = 60;

fn effective_limit(limit: Option<i32>, most: usize) -> usize {
    match limit.and_then(|limit| usize::try_from(limit).ok()) {
        Some(limit) if limit > 0 => limit.min(most),
        _ => most,
    }
}

fn seal(list: &str, key: &str) -> String {
    let mut token = mark(list, key).to_vec();
    token.extend_from_slice(key.as_bytes());
    URL_SAFE_NO_PAD.encode(token)
}

fn open(list: &str, token: &str) -> Result<String, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    let key = bytes.as_deref().and_then(|bytes| {
        let (found, key) = bytes.split_first_chunk::<MARK_LENGTH>()?;
        let key = std::str::from_utf8(key).ok()?;
        (*found == mark(list, key)).then(|| key.to_owned())
    });
    key.ok_or_else(ApiError::invalid_pagination_token)
}

/// Not a secret: it tells a token of another list, or a mistyped one, from a good one.
fn mark(list: &str, key: &str) -> [u8; MARK_LENGTH] {
    let digest = Sha256::new().chain_update(list).chain_update([0]).chain_update(key).finalize();
    std::array::from_fn(|index| digest[index])
}

const MARK_LENGTH: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(after: Option<&str>) -> Vec<(String, u32)> {
        let first = after.map_or(0, |after| after.parse::<u32>().expect("a number") + 1);
        (first..5).map(|number| (number.to_string(), number)).collect()
    }

    fn page(list: &str, token: Option<&str>) -> Result<Page, ApiError> {
        Page::new(&["Numbers", list], Some(2), DEFAULT_LIMIT, token)
    }

    #[test]
    fn tokens_lead_through_the_whole_list() {
        let (mut seen, mut token) = (Vec::new(), None);
        loop {
            let page = page("a", token.as_deref()).expect("a good token");
            let (items, next) = page.take(numbers(page.after()));
            seen.push(items);
            token = next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, [vec![0, 1], vec![2, 3], vec![4]]);
    }

    #[test]
    fn a_last_page_that_is_full_has_no_token() {
        let page = Page::new(&["Numbers"], Some(5), DEFAULT_LIMIT, None).expect("a page");
        assert_eq!(page.take(numbers(None)), (vec![0, 1, 2, 3, 4], None));
    }

    #[test]
    fn a_token_of_another_list_is_refused() {
        let (_, token) = page("a", None).expect("a page").take(numbers(None));
        assert_eq!(page("b", token.as_deref()).err(), Some(ApiError::invalid_pagination_token()));
        assert_eq!(page("a", Some("garbled")).err(), Some(ApiError::invalid_pagination_token()));
    }

    #[test]
    fn no_limit_and_zero_mean_the_most() {
        assert_eq!(effective_limit(None, 60), 60);
        assert_eq!(effective_limit(Some(0), 60), 60);
        assert_eq!(effective_limit(Some(7), 60), 7);
        assert_eq!(effective_limit(Some(99), 60), 60);
    }
}
