//! Which attributes the scopes of a token open to its bearer.

/// Whether the scopes of OpenID Connect let an attribute be told. `email` and `phone` stand for
/// their attributes alone; `profile` for all, and so does `openid` without any of them (unsure).
pub(crate) fn scopes_tell(scopes: &[String], attribute: &str) -> bool {
    let has = |name: &str| scopes.iter().any(|scope| scope == name);
    if has("profile") || !(has("email") || has("phone")) {
        return has("openid");
    }
    match attribute {
        "sub" => true,
        "email" | "email_verified" => has("email"),
        "phone_number" | "phone_number_verified" => has("phone"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(scopes: &str) -> Vec<&'static str> {
        let scopes: Vec<String> = scopes.split(' ').map(str::to_owned).collect();
        let all = ["sub", "email", "email_verified", "phone_number", "name", "custom:team"];
        all.into_iter().filter(|attribute| scopes_tell(&scopes, attribute)).collect()
    }

    #[test]
    fn openid_tells_all_unless_other_scopes_say_what() {
        let all = told("openid");
        assert_eq!(all.len(), 6);
        assert_eq!(told("openid profile email"), all);
        assert_eq!(told("openid email"), ["sub", "email", "email_verified"]);
        assert_eq!(told("openid phone"), ["sub", "phone_number"]);
        assert!(told("aws.cognito.signin.user.admin").is_empty());
    }
}
