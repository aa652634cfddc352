// SPDX-License-Identifier: Apache-2.0
//! Where things are, by the address of something that belongs to them.

use polkadot_sdk::sp_core::H256;

/// Whether something can be fetched there.
pub(super) fn is_http(uri: &str) -> bool {
	uri.starts_with("http://") || uri.starts_with("https://")
}

/// The content `root` at the server at `server`.
pub(super) fn of_server(server: &str, root: H256) -> String {
	format!("{}/v1/content/{root:?}", server.trim_end_matches('/'))
}

/// The file `name` of the artifact whose manifest has this root and is at `manifest`: as servers like this one
/// give it, or beside the manifest in the same folder. `None` where that has no folder.
pub(super) fn file_beside(manifest: &str, root: H256, name: &str) -> Option<String> {
	let digits = hex::encode(root);
	let server = [format!("/v1/content/0x{digits}"), format!("/v1/content/{digits}")];
	if let Some(server) = server.iter().find_map(|path| manifest.strip_suffix(path)) {
		return Some(format!("{server}/v1/artifacts/{root:?}/{name}"));
	}
	let path = manifest.split(['?', '#']).next().unwrap_or_default();
	let (folder, _) = path.rsplit_once('/')?;
	// What is left of an address that is a host alone.
	(!folder.ends_with('/')).then(|| format!("{folder}/{name}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	const ROOT: H256 = H256::repeat_byte(0xAB);

	#[test]
	fn file_is_asked_of_the_server_when_the_manifest_is_at_one() {
		let digits = "ab".repeat(32);
		for manifest in
			[of_server("http://one:8400/", ROOT), format!("http://one:8400/v1/content/{digits}")]
		{
			assert_eq!(
				file_beside(&manifest, ROOT, "adapter_config.json").unwrap(),
				format!("http://one:8400/v1/artifacts/0x{digits}/adapter_config.json")
			);
		}
	}

	#[test]
	fn file_is_beside_the_manifest_when_that_is_elsewhere() {
		let found = file_beside("https://two/adapters/7/manifest.txt?x=/y", ROOT, "a.bin");
		assert_eq!(found.unwrap(), "https://two/adapters/7/a.bin");
		// The same path of another root is no answer of such a server.
		let other = of_server("http://one", H256::zero());
		assert!(file_beside(&other, ROOT, "a").unwrap().ends_with("/v1/content/a"));
		assert_eq!(file_beside("https://two", ROOT, "a.bin"), None);
	}
}
