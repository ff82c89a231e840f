//! The table: every promise, held against every backend, each a test of its own.
//!
//! The real service is what is promised. Where moto is known to be different, the row notes how the promise breaks and
//! what moto does instead, and the test fails as soon as that is no longer so.

macro_rules! promises {
    ($($family:ident { $($promise:ident $(: moto $symptom:literal, $reason:literal)?;)* })*) => {
        $(mod $family { $(mod $promise {
            use crate::contract::Subject;
            use crate::contract::$family::$promise as promise;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn local() {
                promise(Subject::local().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn loopback() {
                promise(Subject::loopback().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn moto() {
                held_against_moto!($($symptom, $reason)?);
            }
        })* })*
    };
}

macro_rules! held_against_moto {
    () => {
        promise(Subject::moto().await).await
    };
    ($symptom:literal, $reason:literal) => {
        crate::contract::departs(promise(Subject::moto().await), $symptom, $reason).await
    };
}

promises! {
    pools {
        custom_attributes_are_read_with_prefix_type_and_limits;
        the_standard_attributes_are_always_in_the_schema:
            moto "email is in the schema", "moto drops the standard attributes once one is declared";
        aliases_are_read;
        username_attributes_are_read;
        a_pool_is_case_sensitive_unless_it_says_otherwise;
        attributes_that_wait_for_verification_are_read;
        the_password_policy_is_read;
        who_sends_the_mail_is_read;
        nothing_is_found_in_a_missing_pool_but_an_error;
        an_error_names_the_call_whom_it_is_about_and_the_code;
    }
    users {
        a_new_user_is_what_was_asked_for_and_is_found_so;
        an_unknown_user_is_none_and_no_error;
        a_list_shows_users_as_they_are_found;
        a_list_of_nobody_is_one_empty_page;
        a_filter_finds_by_username;
        a_filter_finds_by_email;
        a_filter_finds_by_sub;
        a_filter_may_hold_quotes_and_backslashes:
            moto "left: []", "moto does not unescape the value of a filter";
        a_filter_by_an_unknown_attribute_is_refused;
        a_long_list_comes_in_pages;
        a_second_user_of_the_same_name_is_refused;
        names_that_differ_in_case_are_two_people_where_case_counts;
        names_that_differ_in_case_are_one_person_where_it_does_not:
            moto "accepted", "moto always tells names by case";
        what_is_for_triggers_is_taken_and_not_stored;
        an_invitation_is_sent_by_the_mediums_that_are_named;
        an_invitation_is_sent_again_to_the_same_account:
            moto "left: Some(", "moto makes a new account, with a new sub";
        no_invitation_goes_to_who_has_a_password:
            moto "accepted", "moto makes a new account, whatever the state of the old one";
        no_invitation_goes_to_nobody;
        a_user_is_disabled_and_enabled_again_and_again;
        a_deleted_user_is_gone_and_the_name_free;
        nothing_can_be_done_with_nobody;
    }
    passwords {
        a_first_password_is_to_be_changed;
        a_first_password_against_the_policy_is_refused:
            moto "accepted", "moto holds no temporary password against the policy";
        a_password_for_good_confirms_the_user;
        a_password_for_once_asks_even_a_confirmed_user_for_another;
        a_password_against_the_policy_is_refused_and_changes_nothing;
        a_refused_password_is_not_repeated;
    }
    attributes {
        an_update_adds_and_changes_and_leaves_the_rest;
        a_deleted_attribute_is_gone_and_the_rest_stays;
        an_attribute_that_is_not_set_can_be_deleted:
            moto "does not exist in the schema", "moto looks for it in the user instead of the schema";
        an_empty_value_takes_the_attribute_away: moto "left: Some(\"\")", "moto stores the empty value";
        an_attribute_outside_the_schema_is_refused_to_a_new_user:
            moto "accepted", "moto takes attributes that the schema lacks";
        an_attribute_outside_the_schema_is_refused_in_an_update:
            moto "accepted", "moto takes attributes that the schema lacks";
        an_attribute_outside_the_schema_cannot_be_deleted;
        custom_attributes_carry_their_prefix;
        a_value_beyond_the_limit_of_the_schema_is_refused:
            moto "accepted", "moto holds no value against the schema";
        what_is_immutable_can_be_given_to_a_new_user_and_not_changed:
            moto "accepted", "moto changes immutable attributes";
        sub_is_the_services_own: moto "accepted", "moto lets sub be overwritten";
        a_changed_email_is_no_longer_verified:
            moto "left: Some(\"true\")", "moto leaves email_verified as it was";
        a_changed_email_stays_verified_when_the_update_says_so;
    }
    aliases {
        a_verified_address_belongs_to_one_user: moto "accepted", "moto keeps no aliases";
        a_forced_alias_moves_to_the_new_user:
            moto "left: Some(\"true\")", "moto moves no alias: the first owner stays verified";
        an_unverified_address_may_be_anyones;
        an_alias_that_is_taken_is_refused_in_an_update: moto "accepted", "moto keeps no aliases";
        an_alias_finds_its_user: moto "the user is there", "moto keeps no aliases";
        a_username_in_the_form_of_an_alias_is_refused:
            moto "accepted", "moto compares no username with the forms of aliases";
        a_new_user_may_have_a_preferred_username;
    }
    username_attributes {
        the_username_is_the_sub_and_the_address_an_attribute;
        the_user_is_found_by_its_physical_name_and_by_its_address;
        a_second_user_of_the_same_address_is_refused;
        a_name_that_is_no_address_is_refused;
        a_new_address_changes_no_name;
        an_address_that_is_taken_is_refused_in_an_update;
    }
    second_factors {
        a_single_user_tells_of_second_factors_and_a_list_does_not;
        a_factor_is_turned_on_and_preferred;
        a_factor_is_turned_off;
        an_app_that_was_never_set_up_is_not_turned_on;
        nobody_has_no_second_factors;
        sessions_end_even_where_there_are_none;
        nobody_is_not_signed_out;
    }
    groups {
        a_new_group_is_found_as_it_was_asked_for;
        a_group_of_which_nothing_is_said_has_no_settings:
            moto "description: Some(\"\")", "moto answers an empty description where there is none";
        an_unknown_group_is_none_and_no_error;
        a_second_group_of_the_same_name_is_refused;
        an_update_changes_what_is_said_and_leaves_the_rest;
        a_deleted_group_is_gone;
        a_missing_group_is_neither_changed_nor_deleted;
        a_long_list_of_groups_comes_in_pages;
    }
    memberships {
        a_user_enters_a_group_once_however_often_it_is_put_there;
        a_user_leaves_a_group_however_often_it_is_taken_out;
        members_are_listed_as_they_are_found;
        both_user_and_group_must_be_there;
        a_deleted_user_leaves_its_groups;
        a_deleted_group_lets_its_members_go;
        a_long_list_of_members_comes_in_pages;
    }
    limits {
        a_username_has_up_to_128_characters;
        a_username_of_129_characters_is_refused: moto "accepted", "moto checks no lengths";
        a_username_with_a_space_is_refused: moto "accepted", "moto checks no patterns";
        an_empty_username_is_refused: moto "accepted", "moto makes up a username where it is empty";
        an_attribute_has_up_to_2048_characters;
        an_attribute_of_2049_characters_is_refused: moto "accepted", "moto checks no lengths";
        a_group_may_use_its_limits_to_the_full;
        a_description_of_2049_characters_is_refused: moto "accepted", "moto checks no lengths";
        a_precedence_below_zero_is_refused: moto "accepted", "moto checks no ranges";
    }
}
