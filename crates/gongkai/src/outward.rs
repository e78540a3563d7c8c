//! 出站访问：whom we trust and how long we wait, once for everything that asks another machine.

use rustls::crypto::ring::default_provider;
use std::sync::Arc;
use std::time::Duration;
use ureq::Agent;
use ureq::config::{Config, ConfigBuilder};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::typestate::AgentScope;

/// Trusts whom this machine trusts, waits so long, and follows nobody elsewhere.
pub fn config(patience: Duration) -> ConfigBuilder<AgentScope> {
    let found = rustls_native_certs::load_native_certs();
    let roots: Vec<Certificate<'static>> =
        found.certs.iter().map(|one| Certificate::from_der(one.as_ref()).to_owned()).collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(default_provider()))
        .build();
    Agent::config_builder().tls_config(tls).timeout_global(Some(patience)).max_redirects(0)
}

/// `fail`: whether a refusal is an error.
pub fn agent(patience: Duration, fail: bool) -> Agent {
    let config: Config = config(patience).http_status_as_error(fail).build();
    config.new_agent()
}
