// Made from /openapi.json by `npm run api-types`. A test holds it to what the server says.
export interface paths {
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a password
         * @description No credential needed.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login/choose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a sign-in that was held up by `session-limit`: end some of the sessions that it listed
         * @description No credential needed.
         */
        post: operations["chooseSessionsToEnd"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade the refresh token, or the cookie, for its successor and a fresh access token
         * @description No credential needed.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a sign-in by a second factor: a code of an app, a passkey or a recovery code
         * @description No credential needed.
         */
        post: operations["proveSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/enrol/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add an app for codes, in a sign-in that wants a second factor of somebody who has none
         * @description No credential needed.
         */
        post: operations["beginTotpAtSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/enrol/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add the app, by a code that it shows
         * @description No credential needed.
         */
        post: operations["confirmTotpAtSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/enrol/webauthn/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add a passkey, in a sign-in that wants a second factor of somebody who has none
         * @description No credential needed.
         */
        post: operations["beginPasskeyAtSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/enrol/webauthn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add the passkey
         * @description No credential needed.
         */
        post: operations["enrolPasskeyAtSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/enrol/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with the second factor that was added in this sign-in
         * @description No credential needed.
         */
        post: operations["signInEnrolled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a browser needs to sign somebody in with a passkey alone
         * @description No credential needed.
         */
        post: operations["beginPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a passkey alone
         * @description No credential needed.
         */
        post: operations["signInByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out by refresh token, cookie or access token, of any age; as often as you like
         * @description No credential needed.
         */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all your other sessions, or with includeCurrent all of them
         * @description Any signed-in person, own data only.
         */
        post: operations["signOutEverywhere"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The session of this access token
         * @description Any signed-in person, own data only.
         */
        get: operations["getCurrentSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/session/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that the person is still there
         * @description Any signed-in person, own data only.
         */
        post: operations["recordActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who I am, in the session that I have, for what asks for a recent proof: by the password, then by a second factor where I have one
         * @description Any signed-in person, own data only.
         */
        post: operations["reauthenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with such a proof by a second factor
         * @description Any signed-in person, own data only.
         */
        post: operations["reauthenticateBySecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a browser needs for such a proof by a passkey alone
         * @description Any signed-in person, own data only.
         */
        post: operations["beginReauthenticationByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who I am, by a passkey alone
         * @description Any signed-in person, own data only.
         */
        post: operations["reauthenticateByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Any signed-in person, own data only.
         */
        delete: operations["endMySession"];
        options?: never;
        head?: never;
        /**
         * Give the device of one of your live sessions a name; null takes it away
         * @description Any signed-in person, own data only.
         */
        patch: operations["nameMyDevice"];
        trace?: never;
    };
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your own sessions, newest first; the one you ask from is marked
         * @description Any signed-in person, own data only.
         */
        get: operations["listMySessions"];
        put?: never;
        post?: never;
        /**
         * End all your other sessions, or with includeCurrent=true all of them
         * @description Any signed-in person, own data only.
         */
        delete: operations["endMySessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sessions, live and ended, by filter and order
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listSessions"];
        put?: never;
        /**
         * Start a session for a person whom the application has signed in itself
         * @description API keys for: sessions.
         */
        post: operations["startSession"];
        /**
         * End all sessions of a person in this application; those in other applications stay
         * @description API keys for: sessions.
         */
        delete: operations["endSessionsByReference"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say in one call when people of up to 1,000 sessions were there
         * @description API keys for: sessions.
         */
        post: operations["recordActivities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One session
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Say from where and with what a session is used now; its person need not have done anything
         * @description API keys for: sessions.
         */
        patch: operations["changeSession"];
        trace?: never;
    };
    "/v1/token/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether an access or refresh token is good now (RFC 7662)
         * @description API keys for: guard, sessions.
         */
        post: operations["introspectToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/token/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session of an access or refresh token of any age (RFC 7009)
         * @description API keys for: sessions.
         */
        post: operations["revokeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take over the sessions of an application’s own table; repeating it takes none twice
         * @description Roles: admin. API keys for: sessions. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["importSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Public keys of access tokens (RFC 7517)
         * @description No credential needed.
         */
        get: operations["listSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an operation would end now
         * @description Roles: analyst, admin.
         */
        post: operations["previewOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Operations, newest first
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listOperations"];
        put?: never;
        /**
         * End the sessions of a filter or a list; confirm repeats their number
         * @description Roles: analyst, admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate, for some of what it does.
         */
        post: operations["startOperation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{operationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One operation with its progress and effect
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["getOperation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{operationId}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of each session
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listOperationResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{sessionId}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one session now; ended already is fine
         * @description Roles: analyst, admin.
         */
        post: operations["revokeSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/revoke-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every session of one person now
         * @description Roles: analyst, admin.
         */
        post: operations["revokeUserSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{applicationId}/removal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which sessions the removal of an application would end now
         * @description Roles: admin.
         */
        get: operations["previewApplicationRemoval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications/{applicationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One application
         * @description Roles: admin.
         */
        get: operations["getApplication"];
        put?: never;
        post?: never;
        /**
         * Remove an application for good, which ends its sessions; confirm repeats their number
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        delete: operations["removeApplication"];
        options?: never;
        head?: never;
        /**
         * Change what is given of an application; its sessions go on, lifetimes are for new ones
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        patch: operations["changeApplication"];
        trace?: never;
    };
    "/v1/users/{userId}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What would end with a person who is disabled now
         * @description Roles: admin.
         */
        get: operations["previewDisabling"];
        put?: never;
        /**
         * Refuse a person from now on and end all their sessions and the invites they made
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["disableUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What would end if a person were held now
         * @description Roles: analyst, admin.
         */
        get: operations["previewHold"];
        put?: never;
        /**
         * End all sessions of a person and refuse to sign them in for hours, 24 at most
         * @description Roles: analyst, admin.
         */
        post: operations["holdUser"];
        /**
         * Lift a hold, so that the person can sign in again; brings no ended session back
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        delete: operations["releaseUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rules of the tenant, now or as of a version; ETag is what a change names in If-Match
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["getPolicy"];
        /**
         * Change the rules, which ends and shortens live sessions; If-Match names the version that was read
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        put: operations["changePolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What rules would do to live sessions now, and to the caller
         * @description Roles: admin.
         */
        post: operations["previewPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed which rule, when, why, from what, and how many sessions that ended; newest first
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listPolicyChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policy/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rules after NIST SP 800-63B-4 to start from
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listPolicyPresets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/blocks/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which live sessions a block would end now, and whether it would catch the caller
         * @description Roles: analyst, admin.
         */
        post: operations["previewBlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The blocks in force, the last first
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listBlocks"];
        put?: never;
        /**
         * Refuse sign-ins from an address, network, country, device or application for hours, and end its sessions
         * @description Roles: analyst, admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate, for some of what it does.
         */
        post: operations["addBlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow the endings of this tenant as they happen
         * @description API keys for: guard.
         */
        get: operations["followRevocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/revocations/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say up to where a guard has applied the endings
         * @description API keys for: guard.
         */
        post: operations["confirmRevocations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The guards of this tenant, how far each is behind and when it last confirmed, and how many connections its people have open
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow one’s own sessions as they change
         * @description Any signed-in person, own data only.
         */
        get: operations["followOwnEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many sessions you have, and how many of them are live
         * @description Any signed-in person, own data only.
         */
        get: operations["countMySessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to you, newest first; about=sessions: sign-ins, refreshes, failures and ends; about=account: what was done to the account
         * @description Any signed-in person, own data only.
         */
        get: operations["listMyLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your own sign-ins and refused ones per day, with what you signed in, and how long your sessions lasted
         * @description Any signed-in person, own data only.
         */
        get: operations["readMyAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many sessions a filter finds; by= adds groups, largest first
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["countSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{sessionId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every event of a session and every refusal, oldest first
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listSessionEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every event of the tenant, readable, newest first
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People with what is known of their sessions
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["getPerson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{userId}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign-ins and refused ones per day, and usual hours, by the clocks where the person is
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["readPersonActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/people/{userId}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is in the log of a person, newest first: all, refused sign-ins, done to them, or done by them as an admin
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listPersonLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People, those who are invited too
         * @description Roles: admin.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Invite a person by a one-time link, good for 7 days
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate, for some of what it does.
         */
        post: operations["inviteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person, invited or come in
         * @description Roles: admin.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Give a person another name or e-mail address, at once; nobody is signed out
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/v1/anomalies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Anomalies, newest first; of one person with `userId`
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["listAnomalies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/anomalies/{anomalyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One anomaly with its evidence
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["getAnomaly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign-ins and endings per minute, hour or day of a time zone, empty ones included
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["readActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/distribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live sessions by device type, browser, system, country and app
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["readDistribution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Processes, views and parked events; nothing of any tenant
         * @description Roles: operator.
         */
        get: operations["readSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/parked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events that a view or another reader of the log could not take, newest in the log first
         * @description Roles: operator.
         */
        get: operations["listParkedEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system/parked/{reader}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Drive again all events that a reader of the log has parked; GET /v1/system tells what became of them
         * @description Roles: operator.
         */
        post: operations["retryParkedEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The quotas of the tenant that are bounded, and how much of each is used
         * @description Roles: admin.
         */
        get: operations["listQuotas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tenants with their quotas and use
         * @description Roles: operator.
         */
        get: operations["listTenants"];
        put?: never;
        /**
         * Create a tenant; nobody is in it yet
         * @description Roles: operator.
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tenant with its quotas and use
         * @description Roles: operator.
         */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the name or the quotas of a tenant
         * @description Roles: operator. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        patch: operations["changeTenant"];
        trace?: never;
    };
    "/v1/tenants/{tenantId}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every session of a tenant and refuse sign-in; suspended already is fine
         * @description Roles: operator. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["suspendTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the people of a suspended tenant sign in again; ended sessions stay ended
         * @description Roles: operator. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["resumeTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite the first admin of a tenant by a one-time link, good for 7 days
         * @description Roles: operator. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["inviteFirstAdmin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who I am, in which tenant, and what I may do
         * @description Any signed-in person, own data only.
         */
        get: operations["readMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change my name
         * @description Any signed-in person, own data only.
         */
        patch: operations["changeMe"];
        trace?: never;
    };
    "/v1/me/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How pages look to me, in whatever browser
         * @description Any signed-in person, own data only.
         */
        get: operations["readMyPreferences"];
        /**
         * Change how pages look to me
         * @description Any signed-in person, own data only.
         */
        put: operations["changeMyPreferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rules of my tenant, as they are for me in this application
         * @description Any signed-in person, own data only.
         */
        get: operations["readMyPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another e-mail address; a link that is sent there confirms it within 24 hours
         * @description Any signed-in person, own data only. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["changeMyEmail"];
        /**
         * Keep the present e-mail address; the link that was sent is dead
         * @description Any signed-in person, own data only.
         */
        delete: operations["keepMyEmail"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a link to a new e-mail address is still good, and whose it is
         * @description No credential needed.
         */
        post: operations["checkNewEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a new e-mail address by the link that was sent there; sessions go on
         * @description No credential needed.
         */
        post: operations["confirmNewEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change my password; ends my other sessions, unless I keep them
         * @description Any signed-in person, own data only. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether this server can mail a link for a new password
         * @description No credential needed.
         */
        get: operations["readMailsSetUp"];
        put?: never;
        /**
         * Have a one-time link for a new password mailed to whoever has this address, good for 2 hours
         * @description No credential needed.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What I am told of by mail
         * @description Any signed-in person, own data only.
         */
        get: operations["readMyNotices"];
        /**
         * Choose what I am told of by mail; switching something off is told once, and a changed address always
         * @description Any signed-in person, own data only.
         */
        put: operations["chooseMyNotices"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a notice that I was mailed tells of; changes nothing
         * @description No credential needed.
         */
        get: operations["readNotice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices/{token}/not-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that it was not me: every session of mine ends, second factors go that it says were added, and I choose a new password by the link that I am mailed
         * @description No credential needed.
         */
        post: operations["disownNotice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mails to people of this tenant and what became of them; kept 30 days
         * @description Roles: admin.
         */
        get: operations["listMails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mails/{mailId}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a mail again that could not be delivered
         * @description Roles: admin.
         */
        post: operations["sendMailAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mailbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mails that were kept on this server instead of being sent, newest first; only where it has a mailbox
         * @description Roles: operator.
         */
        get: operations["readMailbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The applications that people of this tenant can sign in through
         * @description Roles: admin.
         */
        get: operations["listApplications"];
        put?: never;
        /**
         * Let people sign in through an application; the same registration again changes nothing
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["registerApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/blocks/{blockId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Lift a block before its time; brings no ended session back
         * @description Roles: analyst, admin.
         */
        delete: operations["liftBlock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether an invite is still good, and whose it is
         * @description No credential needed.
         */
        post: operations["checkInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invites/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Come in by an invite: choose name and password
         * @description No credential needed.
         */
        post: operations["acceptInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/reset/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a link for a new password is still good, and whose it is
         * @description No credential needed.
         */
        post: operations["checkPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a new password by a one-time link; ends every session of mine
         * @description No credential needed.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add the people of another system’s export; repeating it adds nobody twice
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["importUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new link for an invited person; the last one is dead
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["renewInvite"];
        /**
         * Withdraw an invite that was not accepted yet
         * @description Roles: admin.
         */
        delete: operations["withdrawInvite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change what a person may do, at once
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        put: operations["changeRoles"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Allow a disabled person to sign in again; brings no ended session back
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["enableUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a one-time link with which a person chooses a new password, good for 24 hours
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["offerPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My second factors, recovery codes and trusted devices
         * @description Any signed-in person, own data only.
         */
        get: operations["listMyFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/factors/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add an app for codes
         * @description Any signed-in person, own data only. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["beginTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/factors/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add the app, by a code that it shows
         * @description Any signed-in person, own data only.
         */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/factors/webauthn/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add a passkey
         * @description Any signed-in person, own data only. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["beginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/factors/webauthn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add the passkey
         * @description Any signed-in person, own data only.
         */
        post: operations["enrolPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/factors/{factorId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a second factor. Devices that were trusted are asked again; recovery codes go with the last one
         * @description Any signed-in person, own data only. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        delete: operations["removeFactor"];
        options?: never;
        head?: never;
        /**
         * Call a second factor something else
         * @description Any signed-in person, own data only.
         */
        patch: operations["renameFactor"];
        trace?: never;
    };
    "/v1/me/factors/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes; the old ones are dead
         * @description Any signed-in person, own data only. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["makeRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/factors/trusted-devices/{trustId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ask a device for a second factor again
         * @description Any signed-in person, own data only.
         */
        delete: operations["withdrawTrust"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{userId}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which second factors a person has, without what they call them
         * @description Roles: analyst, admin, auditor. API keys for: read.
         */
        get: operations["readFactorsOfUser"];
        put?: never;
        post?: never;
        /**
         * Take all second factors of a person away, who then signs in with the password alone, or adds one at sign-in
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        delete: operations["resetFactors"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The API keys of this tenant, also those that are no longer good, newest first
         * @description Roles: admin.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key for an application or a person; it is shown this once
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        post: operations["issueApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key, at once and for good; revoked already is fine
         * @description Roles: admin. Asks a person whose last proof of who they are is older than the policy allows to reauthenticate.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/setup/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a set-up link is still good, and what is filled in so far acceptable
         * @description No credential needed.
         */
        post: operations["checkSetupLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create the operator, the first tenant and its first admin; once
         * @description No credential needed.
         */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in the Prometheus text format; needs the METRICS_TOKEN as bearer token
         * @description No credential needed.
         */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process answers
         * @description No credential needed.
         */
        get: operations["isAlive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process can do its work; else 503 with what is missing
         * @description No credential needed.
         */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This API as an OpenAPI 3.1 document
         * @description No credential needed.
         */
        get: operations["describeApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Grant: {
            accessToken: string;
            /** Format: date-time */
            accessExpiresAt: string;
            refreshToken?: string;
            /** Format: date-time */
            refreshExpiresAt: string;
            session: components["schemas"]["CurrentSession"];
            user: components["schemas"]["SignedInUser"];
            tenant: {
                /** Format: uuid */
                id: string;
                slug: string;
                name: string;
                simulated: boolean;
            };
        };
        CurrentSession: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            lastActiveAt: string;
            /** Format: date-time */
            idleExpiresAt: string;
            /**
             * Format: date-time
             * @description Null: until signed out
             */
            absoluteExpiresAt: string | null;
            client: string;
            methods: string[];
            proofs: {
                method: string;
                /** Format: date-time */
                at: string;
            }[];
            /** Format: date-time */
            authTime: string;
            remembered: boolean;
            device: {
                id: string | null;
                name: string | null;
                /** @enum {string} */
                type: "desktop" | "mobile" | "tablet" | "app" | "terminal" | "tv" | "robot" | "other" | "unknown";
                browser: string | null;
                os: string | null;
                fingerprint: components["schemas"]["Fingerprint"];
            };
        };
        Fingerprint: {
            version: string;
            hash: string;
        } | null;
        SignedInUser: {
            /** Format: uuid */
            id: string;
            email: string;
            name: string;
            roles: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
            mustChangePassword: boolean;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            detail?: string;
            id: string;
            errors?: {
                path: string;
                code: string;
                message: string;
                offset?: number;
            }[];
        };
        Factor: {
            id: string;
            /** @enum {string} */
            method: "totp" | "webauthn";
            name: string;
            /** Format: date-time */
            enrolledAt: string;
            /** Format: date-time */
            lastUsedAt: string | null;
            backedUp: boolean | null;
        };
        StartedSession: {
            accessToken?: string;
            /** Format: date-time */
            accessExpiresAt: string;
            refreshToken?: string;
            /** Format: date-time */
            refreshExpiresAt: string;
            session: components["schemas"]["CurrentSession"];
            user: components["schemas"]["SignedInUser"];
            tenant: {
                /** Format: uuid */
                id: string;
                slug: string;
                name: string;
                simulated: boolean;
            };
        };
        ActivityLine: {
            sessionId: string;
            /** @enum {string} */
            outcome: "recorded" | "unchanged" | "ended" | "not-found";
            /** Format: date-time */
            lastActiveAt?: string;
            /** Format: date-time */
            idleExpiresAt?: string;
        };
        Introspection: {
            /** @enum {boolean} */
            active: false;
        } | {
            /** @enum {boolean} */
            active: true;
            /** @enum {string} */
            token_type?: "Bearer";
            client_id: string;
            sub: string;
            sid: string;
            tid: string;
            iss: string;
            aud: string;
            exp: number;
            iat: number;
            auth_time: number;
            acr?: string;
            amr: string[];
            jti?: string;
            roles?: string[];
            /** @enum {boolean} */
            must_reauthenticate?: true;
        };
        SessionImportReport: {
            dryRun: boolean;
            read: number;
            live: number;
            /** @description Had ended, and are kept as history */
            history: number;
            /** @description Had ended */
            skipped: number;
            /** @description Were taken over before; nothing changed */
            already: number;
            refused: number;
            /** @description Live ones that end sooner than their table said: the policy allows no more */
            shortened: number;
            /** @description By field, the column that it was read from */
            columns: {
                [key: string]: string;
            };
            /** @description Rows that were refused, 1000 at most */
            lines: components["schemas"]["ImportedLine"][];
        };
        ImportedLine: {
            /** @description Where the record begins, counted from 1 */
            line: number;
            outcome: string;
            /** @description Of a refused line */
            code: string | null;
            messages: string[];
        };
        Session: {
            id: string;
            userId: string;
            user: {
                email: string;
                name: string;
            };
            /** @enum {string} */
            status: "active" | "loggedOut" | "expired" | "revoked";
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            lastActiveAt: string;
            /** Format: date-time */
            idleExpiresAt: string;
            /**
             * Format: date-time
             * @description Null: until signed out
             */
            absoluteExpiresAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            cause: string | null;
            reason: string | null;
            message: string | null;
            endedBy: {
                kind: string;
                id: string;
                name: string | null;
            } | null;
            client: string;
            methods: string[];
            proofs: {
                method: string;
                /** Format: date-time */
                at: string;
            }[];
            /** Format: date-time */
            authTime: string;
            revision: number;
            device: {
                id: string | null;
                name: string | null;
                /** @enum {string} */
                type: "desktop" | "mobile" | "tablet" | "app" | "terminal" | "tv" | "robot" | "other" | "unknown";
                browser: string | null;
                os: string | null;
                fingerprint: components["schemas"]["Fingerprint"];
            };
            first: {
                ip: string | null;
                network: components["schemas"]["Network"];
                place: components["schemas"]["Place"];
            };
            last: {
                ip: string | null;
                network: components["schemas"]["Network"];
                place: components["schemas"]["Place"];
            };
            refreshes: number;
            risk: number;
            anomalies: string[];
            anomalyRules: string[];
        };
        Network: {
            name: string;
            /** @enum {string} */
            kind: "operator" | "prefix";
        } | null;
        Place: {
            country: string | null;
            region: string | null;
            city: string | null;
            lat: number | null;
            lon: number | null;
            accuracyKm: number | null;
            source: string;
        } | null;
        Operation: {
            id: string;
            /** @enum {string} */
            kind: "session" | "sessions" | "filter" | "user" | "disable" | "hold" | "block" | "application" | "tenant" | "policy";
            filter: string | null;
            userId: string | null;
            by: {
                id: string;
                name: string | null;
            };
            reason: string | null;
            message: string | null;
            ticket: string | null;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            finishedAt: string | null;
            /** @enum {string} */
            state: "running" | "finished";
            sessions: number;
            ended: number;
            alreadyEnded: number;
            spared: {
                sessionId: string;
                /** @enum {string} */
                why: "your-own" | "excepted";
            }[];
            effect: components["schemas"]["Effect"];
        };
        Effect: {
            /** Format: date-time */
            decidedAt: string;
            /** Format: date-time */
            refreshRefusedAt: string;
            sockets: {
                open: number;
                closedAfterMs: number | null;
                half: number | null;
                p99: number | null;
                slowest: number | null;
                waiting: number;
            };
            guards: {
                name: string;
                confirmedAfterMs: number | null;
            }[];
        } | null;
        Policy: {
            /** @description How many changes led to it; 0: nobody has changed a rule yet */
            version: number;
            policy: {
                lifetimes: {
                    accessSeconds: number;
                    idleSeconds: number;
                    absoluteSeconds: number | null;
                    remembered: {
                        idleSeconds: number;
                        absoluteSeconds: number | null;
                    };
                    graceSeconds: number;
                    overrides: {
                        whose: {
                            /** @enum {string} */
                            kind: "role";
                            /** @enum {string} */
                            role: "member" | "analyst" | "admin" | "auditor" | "operator";
                        } | {
                            /** @enum {string} */
                            kind: "application";
                            clientId: string;
                        };
                        rules: {
                            accessSeconds?: number;
                            idleSeconds?: number;
                            absoluteSeconds?: number | null;
                            remembered?: {
                                idleSeconds: number;
                                absoluteSeconds: number | null;
                            };
                        };
                    }[];
                };
                limits: {
                    perPerson: number | null;
                    /** @enum {string} */
                    whenReached: "refuse" | "end-oldest" | "end-least-recent";
                    perDeviceType: {
                        desktop?: number;
                        mobile?: number;
                        tablet?: number;
                        app?: number;
                        terminal?: number;
                        tv?: number;
                        robot?: number;
                        other?: number;
                        unknown?: number;
                    };
                    perApplication: {
                        [key: string]: number;
                    };
                    tenantWide: number | null;
                    overrides: {
                        whose: {
                            /** @enum {string} */
                            kind: "role";
                            /** @enum {string} */
                            role: "member" | "analyst" | "admin" | "auditor" | "operator";
                        } | {
                            /** @enum {string} */
                            kind: "application";
                            clientId: string;
                        };
                        rules: {
                            perPerson?: number | null;
                            /** @enum {string} */
                            whenReached?: "refuse" | "end-oldest" | "end-least-recent";
                        };
                    }[];
                };
                access: {
                    countries: {
                        allowed: string[] | null;
                        blocked: string[];
                    };
                    networks: {
                        allowed: string[] | null;
                        blocked: string[];
                    };
                    ranges: {
                        allowed: string[] | null;
                        blocked: string[];
                    };
                };
                binding: {
                    /** @enum {string} */
                    to: "none" | "network" | "country";
                    /** @enum {string} */
                    whenBroken: "note" | "step-up" | "end";
                };
                anomalies: {
                    /** @enum {string} */
                    "refresh-token-reuse"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                    /** @enum {string} */
                    "impossible-travel"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                    /** @enum {string} */
                    "disowned-sign-in"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                    /** @enum {string} */
                    "success-after-failures"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                };
                passwords: {
                    minimumLength: number;
                    refusedWords: string[];
                };
                secondFactor: {
                    requiredFor: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                    methods: ("totp" | "webauthn")[];
                    trustedDeviceDays: number;
                    passkeySignIn: boolean;
                };
                reauthentication: {
                    maxAgeSeconds: number;
                };
                place: {
                    /** @enum {string} */
                    detail: "off" | "country" | "city";
                };
                retention: {
                    rowsDays: number | null;
                    countsDays: number | null;
                };
                texts: {
                    neutralMessage: string;
                };
            };
            sectionVersions: {
                lifetimes?: number;
                limits?: number;
                access?: number;
                binding?: number;
                anomalies?: number;
                passwords?: number;
                secondFactor?: number;
                reauthentication?: number;
                place?: number;
                retention?: number;
                texts?: number;
            };
            /** Format: date-time */
            changedAt: string | null;
            newest: number;
        };
        Block: {
            id: string;
            /** @enum {string} */
            kind: "address" | "network" | "country" | "device" | "application";
            value: string;
            /** @description Finds the sessions that are caught */
            filter: string;
            /** Format: date-time */
            until: string;
            /** Format: date-time */
            since: string;
            by: {
                kind: string;
                id: string;
                name: string | null;
            };
            reason: string | null;
            ticket: string | null;
        };
        Guard: {
            name: string;
            key: {
                id: string;
                name: string;
            };
            applicationId: string | null;
            version: string | null;
            streams: number;
            address: string | null;
            /** Format: date-time */
            since: string;
            /** Format: date-time */
            confirmedAt: string | null;
            behind: number | null;
            /** Format: date-time */
            behindSince: string | null;
        };
        OpenConnections: {
            pages: number;
            sockets: number;
            streams: number;
        };
        OwnSession: {
            id: string;
            userId: string;
            user: {
                email: string;
                name: string;
            };
            /** @enum {string} */
            status: "active" | "loggedOut" | "expired" | "revoked";
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            lastActiveAt: string;
            /** Format: date-time */
            idleExpiresAt: string;
            /**
             * Format: date-time
             * @description Null: until signed out
             */
            absoluteExpiresAt: string | null;
            /** Format: date-time */
            endedAt: string | null;
            cause: string | null;
            reason: string | null;
            message: string | null;
            endedBy: {
                kind: string;
                id: string;
                name: string | null;
            } | null;
            client: string;
            methods: string[];
            proofs: {
                method: string;
                /** Format: date-time */
                at: string;
            }[];
            /** Format: date-time */
            authTime: string;
            revision: number;
            device: {
                id: string | null;
                name: string | null;
                /** @enum {string} */
                type: "desktop" | "mobile" | "tablet" | "app" | "terminal" | "tv" | "robot" | "other" | "unknown";
                browser: string | null;
                os: string | null;
                fingerprint: components["schemas"]["Fingerprint"];
            };
            first: {
                ip: string | null;
                network: components["schemas"]["Network"];
                place: components["schemas"]["Place"];
            };
            last: {
                ip: string | null;
                network: components["schemas"]["Network"];
                place: components["schemas"]["Place"];
            };
            refreshes: number;
            risk: number;
            anomalies: string[];
            anomalyRules: string[];
            isCurrent: boolean;
        };
        LogEntry: {
            id: string;
            number: number;
            position: string;
            /** Format: date-time */
            at: string;
            type: string;
            version: number;
            success: boolean;
            error?: string;
            actor: {
                /** @enum {string} */
                kind: "user" | "admin" | "apiKey" | "policy" | "detector" | "system";
                id: string;
                name: string | null;
            };
            sessionId?: string;
            userId?: string;
            user?: {
                email: string;
                name: string;
            };
            cause?: string;
            correlationId: string;
            causationId: string | null;
            context: {
                ip: string | null;
                userAgent: string | null;
                clientId: string | null;
                device: {
                    id: string | null;
                    name: string | null;
                    /** @enum {string} */
                    type: "desktop" | "mobile" | "tablet" | "app" | "terminal" | "tv" | "robot" | "other" | "unknown";
                    browser: string | null;
                    os: string | null;
                    details: {
                        platform?: string;
                        model?: string;
                        screen?: string;
                        touchPoints?: number;
                        timeZone?: string;
                        languages?: string[];
                        fingerprint?: components["schemas"]["Fingerprint"];
                    } | null;
                    parser?: number;
                } | null;
                place: components["schemas"]["Place"];
                network: components["schemas"]["Network"];
                /** @enum {boolean} */
                simulated?: true;
            } | null;
            data: {
                [key: string]: unknown;
            };
            text: string;
            stream: string;
            revision: number;
        };
        OwnAnalytics: {
            timeZone: string;
            days: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
                signIns: number;
                failures: number;
            }[];
            devices: {
                /** @enum {string} */
                type: "desktop" | "mobile" | "tablet" | "app" | "terminal" | "tv" | "robot" | "other" | "unknown";
                browser: string | null;
                os: string | null;
                sessions: number;
                /** Format: date-time */
                lastAt: string;
            }[];
            lengths: {
                ended: number;
                halfSeconds: number | null;
                longestSeconds: number | null;
            };
        };
        Person: {
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            status: "active" | "invited" | "disabled" | "withdrawn";
            held: boolean;
            hold: {
                /** Format: date-time */
                until: string | null;
                /** Format: date-time */
                since: string;
                by: {
                    kind: string;
                    id: string;
                    name: string | null;
                };
                reason: string | null;
                ticket: string | null;
            } | null;
            roles: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
            /** Format: date-time */
            invitedUntil: string | null;
            /** Format: date-time */
            registeredAt: string | null;
            /** Format: date-time */
            lastSignInAt: string | null;
            /** Format: date-time */
            lastFailureAt: string | null;
            sessions: {
                live: number;
                past: number;
            };
            failures: number;
            devices: ({
                type: string;
                times: number;
                /** Format: date-time */
                lastAt: string;
            } & {
                [key: string]: unknown;
            })[];
            places: ({
                country: string | null;
                times: number;
                /** Format: date-time */
                lastAt: string;
            } & {
                [key: string]: unknown;
            })[];
            hours: number[];
            risk: number;
            anomalies: string[];
            anomalyRules: string[];
        };
        PersonActivity: {
            timeZone: string;
            isTheirs: boolean;
            days: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
                signIns: number;
                failures: number;
            }[];
            hours: number[];
        };
        Anomaly: {
            id: string;
            rule: string;
            ruleVersion: number;
            severity: number;
            /** Format: date-time */
            at: string;
            userId: string;
            user: {
                email: string;
                name: string;
            } | null;
            sessionIds: string[];
            causeEventId: string;
            evidence: {
                /** @enum {string} */
                rule: "refresh-token-reuse";
                presentedGeneration: number;
                currentGeneration: number;
                usedFrom: {
                    ip: string | null;
                    city: string | null;
                    country: string | null;
                    device: string | null;
                };
            } | {
                /** @enum {string} */
                rule: "impossible-travel";
                first: {
                    /** Format: uuid */
                    sessionId: string;
                    /** Format: date-time */
                    at: string;
                    ip: string | null;
                    city: string | null;
                    country: string | null;
                    device: string | null;
                    lat: number | null;
                    lon: number | null;
                    accuracyKm: number | null;
                };
                second: {
                    /** Format: uuid */
                    sessionId: string;
                    /** Format: date-time */
                    at: string;
                    ip: string | null;
                    city: string | null;
                    country: string | null;
                    device: string | null;
                    lat: number | null;
                    lon: number | null;
                    accuracyKm: number | null;
                };
                distanceKm: number;
                elapsedSeconds: number;
                speedKmh: number;
                limitKmh: number;
            } | {
                /** @enum {string} */
                rule: "disowned-sign-in";
                saidFrom: {
                    ip: string | null;
                    city: string | null;
                    country: string | null;
                    device: string | null;
                };
            } | {
                /** @enum {string} */
                rule: "success-after-failures";
                /** @enum {string} */
                over: "person" | "address";
                failures: number;
                andMore: boolean;
                people: number;
                addresses: {
                    ip: string;
                    failures: number;
                }[];
                addressCount: number;
                /** Format: date-time */
                firstAt: string;
                /** Format: date-time */
                lastAt: string;
                events: string[];
                succeededFrom: {
                    ip: string | null;
                    city: string | null;
                    country: string | null;
                    device: string | null;
                };
                isKnownDevice: boolean;
                windowSeconds: number;
            } | {
                /** @enum {string} */
                rule: "erased";
            };
            text: string;
            answer: {
                /** Format: date-time */
                at: string;
                /** @enum {string} */
                action: "note" | "step-up" | "end-session" | "end-all-and-hold";
                /** @enum {string} */
                did: "note" | "step-up" | "end-session" | "end-all-and-hold";
                /** @enum {string|null} */
                why: "late" | "over" | "last-admin" | "known-device" | null;
                operationId: string | null;
            } | null;
        };
        QuotaStanding: {
            /** @enum {string} */
            quota: "people" | "liveSessions" | "eventsPerDay";
            soft: number | null;
            hard: number | null;
            used: number;
            /** @enum {string} */
            level: "within" | "warning" | "full";
        };
        Tenant: {
            /** Format: uuid */
            id: string;
            slug: string;
            name: string;
            simulated: boolean;
            /** Format: date-time */
            registeredAt: string;
            /** Format: date-time */
            suspendedAt: string | null;
            quotas: {
                people: {
                    soft: number | null;
                    hard: number | null;
                };
                liveSessions: {
                    soft: number | null;
                    hard: number | null;
                };
                eventsPerDay: {
                    soft: number | null;
                    hard: number | null;
                };
            };
            use: {
                people: number;
                liveSessions: number;
                eventsPerDay: number;
            };
        };
        OwnPolicy: {
            version: number;
            /** @description In seconds; `absoluteSeconds` null: until signed out */
            lifetimes: {
                idleSeconds: number;
                absoluteSeconds: number | null;
                remembered: {
                    idleSeconds: number;
                    absoluteSeconds: number | null;
                };
            };
            limits: {
                sessions: number | null;
                /** @enum {string} */
                whenReached: "refuse" | "end-oldest" | "end-least-recent";
                perDeviceType: {
                    desktop?: number;
                    mobile?: number;
                    tablet?: number;
                    app?: number;
                    terminal?: number;
                    tv?: number;
                    robot?: number;
                    other?: number;
                    unknown?: number;
                };
                inThisApplication: number | null;
            };
            restricted: {
                countries: boolean;
                networks: boolean;
                addresses: boolean;
            };
            binding: {
                /** @enum {string} */
                to: "none" | "network" | "country";
                /** @enum {string} */
                whenBroken: "note" | "step-up" | "end";
            };
            secondFactor: {
                isNeeded: boolean;
                methods: ("totp" | "webauthn")[];
                trustedDeviceDays: number;
                passkeySignIn: boolean;
            };
            passwords: {
                minimumLength: number;
            };
            reauthentication: {
                maxAgeSeconds: number;
            };
            place: {
                /** @enum {string} */
                detail: "off" | "country" | "city";
            };
            retention: {
                rowsDays: number | null;
                countsDays: number | null;
            };
        };
        Mail: {
            id: string;
            /** @enum {string} */
            kind: "invite" | "password-reset" | "email-confirmation" | "notices-off" | "sign-in" | "password" | "factors" | "email" | "roles" | "forced-out" | "suspicious";
            /** @enum {string} */
            state: "waiting" | "sending" | "sent" | "failed" | "dropped";
            user: {
                id: string;
                email: string;
                name: string;
            } | null;
            attempts: number;
            /** @description A reply code of the mail server, or a word; `late`: its link ran out before */
            problem: string | null;
            /** Format: date-time */
            askedAt: string;
            /**
             * Format: date-time
             * @description When it is tried next; null: never
             */
            nextAt: string | null;
            /** Format: date-time */
            settledAt: string | null;
        };
        Application: {
            id: string;
            name: string;
            audience: string;
            origins: string[];
            /** @enum {string} */
            transport: "bearer" | "cookie";
            lifetimes: {
                accessSeconds?: number;
                idleSeconds?: number;
                absoluteSeconds?: number;
            };
            inForce: {
                accessSeconds: number;
                idleSeconds: number;
                absoluteSeconds: number | null;
            };
            isDashboard: boolean;
        };
        ImportReport: {
            dryRun: boolean;
            read: number;
            added: number;
            /** @description Were there without a password, which the file brought */
            completed: number;
            /** @description Were there; nothing changed */
            already: number;
            refused: number;
            warned: number;
            /** @description Lines that were refused or that somebody should look at, 1000 at most */
            lines: components["schemas"]["ImportedLine"][];
        };
        Invited: {
            user: {
                id: string;
            };
            /** @description Shown once, to be handed to the person; its token stands behind the # */
            link?: string;
            /** Format: date-time */
            expiresAt: string;
            /** @description The person is mailed the link too */
            mailed: boolean;
            position: string;
        };
        OwnFactors: {
            items: components["schemas"]["Factor"][];
            recoveryCodes: {
                left: number;
                /** Format: date-time */
                madeAt: string;
            } | null;
            required: boolean;
            methods: ("totp" | "webauthn")[];
            trustedDevices: {
                id: string;
                browser: string | null;
                os: string | null;
                /** Format: date-time */
                trustedAt: string;
                /** Format: date-time */
                until: string;
            }[];
        };
        PersonFactors: {
            items: {
                id: string;
                /** @enum {string} */
                method: "totp" | "webauthn";
                /** Format: date-time */
                enrolledAt: string;
                /** Format: date-time */
                lastUsedAt: string | null;
                backedUp: boolean | null;
            }[];
            recoveryCodes: {
                left: number;
                /** Format: date-time */
                madeAt: string;
            } | null;
            trustedDevices: number;
            required: boolean;
        };
        ApiKey: {
            id: string;
            name: string;
            scopes: ("read" | "guard" | "sessions")[];
            applicationId: string | null;
            userId: string | null;
            /** @enum {string} */
            status: "usable" | "expired" | "revoked";
            /** Format: date-time */
            issuedAt: string;
            issuedBy: string;
            /** Format: date-time */
            expiresAt: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /** Format: date-time */
            lastUsedAt: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    tenant: string;
                    email: string;
                    password: string;
                    /** @description True: the cookie outlives the browser, and the session may be idle as long as the policy allows. False: the cookie ends with the browser, and the session ends after 12 idle hours, with bearer tokens too. Absent: false for cookies; bearer tokens have the whole policy */
                    remember?: boolean;
                    client?: string;
                    /** @enum {string} */
                    transport?: "bearer" | "cookie";
                    device?: {
                        platform?: string;
                        model?: string;
                        screen?: string;
                        touchPoints?: number;
                        timeZone?: string;
                        languages?: string[];
                        /** @description A hash of what sets the device apart. Compared with others of the same `version` alone */
                        fingerprint?: {
                            version: string;
                            hash: string;
                        };
                        id?: string;
                        name?: string;
                    };
                    lifetime?: {
                        idleSeconds?: number;
                        absoluteSeconds?: number;
                    };
                    /** @description What a second factor answered as `trustedDevice`, in place of another one */
                    trustedDevice?: string;
                };
            };
        };
        responses: {
            /** @description Signed in. Cookie clients get the refresh token as a cookie; it replaces their cookies that came with the request, and those sessions have ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
        };
    };
    chooseSessionsToEnd: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    choice: string;
                    end: string[];
                };
            };
        };
        responses: {
            /** @description Signed in, as by `/v1/auth/login` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    refreshToken?: string;
                    attempt?: string;
                    /** @description False: a timer refreshes, not a person; the session’s idle end stays. Otherwise true */
                    active?: boolean;
                    tenant?: string;
                    client?: string;
                };
            };
        };
        responses: {
            /** @description Refreshed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
        };
    };
    proveSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    challenge: string;
                    trustDevice?: boolean;
                    /** @enum {string} */
                    method: "totp";
                    code: string;
                } | {
                    challenge: string;
                    trustDevice?: boolean;
                    /** @enum {string} */
                    method: "recovery";
                    code: string;
                } | {
                    challenge: string;
                    trustDevice?: boolean;
                    /** @enum {string} */
                    method: "webauthn";
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        authenticatorAttachment?: string | null;
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accessToken: string;
                        /** Format: date-time */
                        accessExpiresAt: string;
                        refreshToken?: string;
                        /** Format: date-time */
                        refreshExpiresAt: string;
                        session: components["schemas"]["CurrentSession"];
                        user: components["schemas"]["SignedInUser"];
                        tenant: {
                            /** Format: uuid */
                            id: string;
                            slug: string;
                            name: string;
                            simulated: boolean;
                        };
                        trustedDevice?: {
                            token: string;
                            /** Format: date-time */
                            until: string;
                        };
                    };
                };
            };
        };
    };
    beginTotpAtSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    challenge: string;
                };
            };
        };
        responses: {
            /** @description A new seed, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        enrolment: string;
                        secret: string;
                        uri: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    confirmTotpAtSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    enrolment: string;
                    code: string;
                    name: string;
                    challenge: string;
                };
            };
        };
        responses: {
            /** @description Added. The recovery codes are shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        factor: components["schemas"]["Factor"];
                        recoveryCodes?: string[];
                    };
                };
            };
        };
    };
    beginPasskeyAtSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    challenge: string;
                };
            };
        };
        responses: {
            /** @description For navigator.credentials.create */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        enrolment: string;
                        options: {
                            challenge: string;
                        } & {
                            [key: string]: unknown;
                        };
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    enrolPasskeyAtSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    enrolment: string;
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        authenticatorAttachment?: string | null;
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            transports?: string[];
                        };
                    };
                    name: string;
                    challenge: string;
                };
            };
        };
        responses: {
            /** @description Added. The recovery codes are shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        factor: components["schemas"]["Factor"];
                        recoveryCodes?: string[];
                    };
                };
            };
        };
    };
    signInEnrolled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    challenge: string;
                };
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
        };
    };
    beginPasskeySignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    tenant: string;
                    client?: string;
                };
            };
        };
        responses: {
            /** @description The same whether there is such a tenant or not */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                        options: ({
                            challenge: string;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    signInByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    tenant: string;
                    /** @description True: the cookie outlives the browser, and the session may be idle as long as the policy allows. False: the cookie ends with the browser, and the session ends after 12 idle hours, with bearer tokens too. Absent: false for cookies; bearer tokens have the whole policy */
                    remember?: boolean;
                    client?: string;
                    /** @enum {string} */
                    transport?: "bearer" | "cookie";
                    device?: {
                        platform?: string;
                        model?: string;
                        screen?: string;
                        touchPoints?: number;
                        timeZone?: string;
                        languages?: string[];
                        /** @description A hash of what sets the device apart. Compared with others of the same `version` alone */
                        fingerprint?: {
                            version: string;
                            hash: string;
                        };
                        id?: string;
                        name?: string;
                    };
                    lifetime?: {
                        idleSeconds?: number;
                        absoluteSeconds?: number;
                    };
                    challenge: string;
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        authenticatorAttachment?: string | null;
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    refreshToken?: string;
                    /** @enum {string} */
                    cause?: "person" | "inactivity";
                    tenant?: string;
                    client?: string;
                };
            };
        };
        responses: {
            /** @description Signed out, or there was nothing to sign out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    signOutEverywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    includeCurrent?: boolean;
                };
            };
        };
        responses: {
            /** @description How many were ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    getCurrentSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        active: true;
                        session: components["schemas"]["CurrentSession"];
                        user: components["schemas"]["SignedInUser"];
                        tenant: {
                            /** Format: uuid */
                            id: string;
                            slug: string;
                            name: string;
                            simulated: boolean;
                        };
                        /** Format: date-time */
                        accessExpiresAt: string;
                    };
                };
            };
        };
    };
    recordActivity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As recorded: up to a recording interval behind */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        lastActiveAt: string;
                        /** Format: date-time */
                        idleExpiresAt: string;
                    };
                };
            };
        };
    };
    reauthenticate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description An access token that tells of the new proof. The refresh token and the session stay the same */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accessToken: string;
                        /** Format: date-time */
                        accessExpiresAt: string;
                        session: components["schemas"]["CurrentSession"];
                    };
                };
            };
        };
    };
    reauthenticateBySecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    challenge: string;
                    /** @enum {string} */
                    method: "totp";
                    code: string;
                } | {
                    challenge: string;
                    /** @enum {string} */
                    method: "recovery";
                    code: string;
                } | {
                    challenge: string;
                    /** @enum {string} */
                    method: "webauthn";
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        authenticatorAttachment?: string | null;
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description An access token that tells of the new proof. The refresh token and the session stay the same */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accessToken: string;
                        /** Format: date-time */
                        accessExpiresAt: string;
                        session: components["schemas"]["CurrentSession"];
                    };
                };
            };
        };
    };
    beginReauthenticationByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `options` null: I have no passkey, or it stands for nothing else here */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                        options: ({
                            challenge: string;
                        } & {
                            [key: string]: unknown;
                        }) | null;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    reauthenticateByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    challenge: string;
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        authenticatorAttachment?: string | null;
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description An access token that tells of the new proof. The refresh token and the session stay the same */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accessToken: string;
                        /** Format: date-time */
                        accessExpiresAt: string;
                        session: components["schemas"]["CurrentSession"];
                    };
                };
            };
        };
    };
    endMySession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 1, or 0 when it had ended already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    nameMyDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    deviceName: string | null;
                };
            };
        };
        responses: {
            /** @description Named */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listMySessions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OwnSession"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    endMySessions: {
        parameters: {
            query?: {
                includeCurrent?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many were ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                filter?: string;
                sort?: "id" | "-id" | "startedAt" | "-startedAt" | "lastActiveAt" | "-lastActiveAt" | "endedAt" | "-endedAt" | "expiresAt" | "-expiresAt" | "risk" | "-risk" | "refreshes" | "-refreshes" | "user" | "-user" | "status" | "-status" | "client" | "-client" | "deviceType" | "-deviceType" | "browser" | "-browser" | "os" | "-os" | "country" | "-country" | "city" | "-city" | "network" | "-network" | "ip" | "-ip" | "cause" | "-cause";
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. Sorted by id, -id, startedAt or -startedAt, pages followed to the end hold each row that was there all along, once. By other values a row may move past the cursor between two pages, and be missed or come twice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Session"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    startSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    userRef: string;
                    /** @description Names the person when this userRef comes for the first time; the two are tied for good. Ignored later */
                    email?: string;
                    /** @description The application whose key it is; no other */
                    client?: string;
                    context: {
                        ip?: string;
                        userAgent?: string;
                    };
                    device?: {
                        platform?: string;
                        model?: string;
                        screen?: string;
                        touchPoints?: number;
                        timeZone?: string;
                        languages?: string[];
                        /** @description A hash of what sets the device apart. Compared with others of the same `version` alone */
                        fingerprint?: {
                            version: string;
                            hash: string;
                        };
                        id?: string;
                        name?: string;
                    };
                    /** @description How the person proved to be who they are; names of RFC 8176, `pwd` or `otp` say */
                    authMethods: string[];
                    lifetime?: {
                        idleSeconds?: number;
                        absoluteSeconds?: number;
                    };
                    /**
                     * Format: date-time
                     * @description When the person signed in, where that was before. The longest lifetime counts from there
                     */
                    startedAt?: string;
                };
            };
        };
        responses: {
            /** @description Signed in. The tokens are those of a bearer client */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedSession"];
                };
            };
        };
    };
    endSessionsByReference: {
        parameters: {
            query: {
                userRef: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many were ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: number;
                    };
                };
            };
        };
    };
    recordActivities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    sessionId: string;
                    /**
                     * Format: date-time
                     * @description When the person did something
                     */
                    at: string;
                    context?: {
                        ip?: string;
                        userAgent?: string;
                    };
                }[];
            };
        };
        responses: {
            /** @description What became of each line, in their order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ActivityLine"][];
                    };
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: {
                minPosition?: string;
            };
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    changeSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    context: {
                        ip?: string;
                        userAgent?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session: components["schemas"]["CurrentSession"];
                    };
                };
            };
        };
    };
    introspectToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    token: string;
                    token_type_hint?: string;
                };
            };
        };
        responses: {
            /** @description What the token is good for; of any other only `active: false` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Introspection"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    token: string;
                    token_type_hint?: string;
                };
            };
        };
        responses: {
            /** @description The token is not good any more, or never was one of this application’s */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    importSessions: {
        parameters: {
            query: {
                format: "csv" | "ndjson";
                /** @description The application whose sessions these are. A key of an application stands for that one */
                client?: string;
                /** @description token=externalRef: what a column is that goes by another name. externalRef, user, email, createdAt, expiresAt, lastActiveAt, ip, userAgent, device, active, endedAt, status */
                map?: string | string[];
                /** @description What becomes of sessions that have ended: nothing, or sessions that ended when they did */
                ended?: "skip" | "history";
                /** @description Writes nothing, and answers what would become of each line */
                dryRun?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
                "application/json": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description What became of the rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionImportReport"];
                };
            };
        };
    };
    listSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            /** @enum {string} */
                            kty: "OKP";
                            /** @enum {string} */
                            crv: "Ed25519";
                            x: string;
                            kid: string;
                            /** @enum {string} */
                            alg: "EdDSA";
                            /** @enum {string} */
                            use: "sig";
                        }[];
                    };
                };
            };
        };
    };
    previewOperation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    filter?: string;
                    sessionIds?: string[];
                };
            };
        };
        responses: {
            /** @description Sessions, people, and who is spared */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: number;
                        users: number;
                        spared: {
                            sessionId: string;
                            /** @enum {string} */
                            why: "your-own" | "excepted";
                        }[];
                        sample: components["schemas"]["Session"][];
                        position: string;
                    };
                };
            };
        };
    };
    listOperations: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Operation"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    startOperation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    filter?: string;
                    sessionIds?: string[];
                    reason: string;
                    message?: string;
                    ticket?: string;
                    confirm: number;
                };
            };
        };
        responses: {
            /** @description Started; results follow */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        operation: components["schemas"]["Operation"];
                    };
                };
            };
        };
    };
    getOperation: {
        parameters: {
            query?: {
                minPosition?: string;
            };
            header?: never;
            path: {
                operationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        operation: components["schemas"]["Operation"];
                    };
                };
            };
        };
    };
    listOperationResults: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path: {
                operationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            sessionId: string;
                            user: {
                                email: string;
                                name: string;
                            } | null;
                            /** @enum {string} */
                            outcome: "waiting" | "ended" | "already-ended" | "gone";
                            /** Format: date-time */
                            at: string | null;
                            closedAfterMs: number | null;
                        }[];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    revokeSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason: string;
                    message?: string;
                    ticket?: string;
                };
            };
        };
        responses: {
            /** @description Ended; the effect fills in under the operation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        session: {
                            id: string;
                            userId: string;
                            user: {
                                email: string;
                                name: string;
                            };
                            /** @enum {string} */
                            status: "active" | "loggedOut" | "expired" | "revoked";
                            /** Format: date-time */
                            startedAt: string;
                            /** Format: date-time */
                            lastActiveAt: string;
                            /** Format: date-time */
                            idleExpiresAt: string;
                            /**
                             * Format: date-time
                             * @description Null: until signed out
                             */
                            absoluteExpiresAt: string | null;
                            /** Format: date-time */
                            endedAt: string | null;
                            cause: string | null;
                            reason: string | null;
                            message: string | null;
                            endedBy: {
                                kind: string;
                                id: string;
                            } | null;
                            client: string;
                            methods: string[];
                            proofs: {
                                method: string;
                                /** Format: date-time */
                                at: string;
                            }[];
                            /** Format: date-time */
                            authTime: string;
                            revision: number;
                        };
                        operation: {
                            id: string;
                        } | null;
                        position: string;
                        effect: components["schemas"]["Effect"];
                    };
                };
            };
        };
    };
    revokeUserSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason: string;
                    message?: string;
                    ticket?: string;
                    except?: string[];
                };
            };
        };
        responses: {
            /** @description Ended; results follow under the operation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        operation: components["schemas"]["Operation"];
                        ended: number;
                        position: string;
                    };
                };
            };
        };
    };
    previewApplicationRemoval: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                applicationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many, and the first few */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: number;
                        sample: components["schemas"]["Session"][];
                        position: string;
                    };
                };
            };
        };
    };
    getApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                applicationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The application */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        application: components["schemas"]["Application"];
                    };
                };
            };
        };
    };
    removeApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path: {
                applicationId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason: string;
                    message?: string;
                    ticket?: string;
                    confirm: number;
                };
            };
        };
        responses: {
            /** @description Removed; results follow under the operation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        operation: components["schemas"]["Operation"];
                        ended: number;
                        position: string;
                    };
                };
            };
        };
    };
    changeApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                applicationId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string;
                    audience?: string;
                    origins?: string[];
                    /** @enum {string} */
                    transport?: "bearer" | "cookie";
                    lifetimes?: {
                        accessSeconds?: number;
                        idleSeconds?: number;
                        absoluteSeconds?: number;
                    };
                };
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        application: components["schemas"]["Application"];
                    };
                };
            };
        };
    };
    previewDisabling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many of each */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: number;
                        keys: number;
                        madeKeys: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            clientId: string;
                        }[];
                        invites: number;
                    };
                };
            };
        };
    };
    disableUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason: string;
                    message?: string;
                    ticket?: string;
                };
            };
        };
        responses: {
            /** @description Disabled; results follow under the operation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        operation: components["schemas"]["Operation"];
                        ended: number;
                        invites: number;
                        position: string;
                    };
                };
            };
        };
    };
    previewHold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many of each */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        sessions: number;
                        keys: number;
                        madeKeys: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            clientId: string;
                        }[];
                    };
                };
            };
        };
    };
    holdUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason: string;
                    message?: string;
                    ticket?: string;
                    hours: number;
                };
            };
        };
        responses: {
            /** @description Held; results follow under the operation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        operation: components["schemas"]["Operation"];
                        ended: number;
                        /** Format: date-time */
                        until: string;
                        position: string;
                    };
                };
            };
        };
    };
    releaseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Lifted, or not held any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPolicy: {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All sections */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
        };
    };
    changePolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    policy: {
                        lifetimes: {
                            accessSeconds: number;
                            idleSeconds: number;
                            absoluteSeconds: number | null;
                            remembered: {
                                idleSeconds: number;
                                absoluteSeconds: number | null;
                            };
                            graceSeconds: number;
                            overrides: {
                                whose: {
                                    /** @enum {string} */
                                    kind: "role";
                                    /** @enum {string} */
                                    role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                } | {
                                    /** @enum {string} */
                                    kind: "application";
                                    clientId: string;
                                };
                                rules: {
                                    accessSeconds?: number;
                                    idleSeconds?: number;
                                    absoluteSeconds?: number | null;
                                    remembered?: {
                                        idleSeconds: number;
                                        absoluteSeconds: number | null;
                                    };
                                };
                            }[];
                        };
                        limits: {
                            perPerson: number | null;
                            /** @enum {string} */
                            whenReached: "refuse" | "end-oldest" | "end-least-recent";
                            perDeviceType: {
                                desktop?: number;
                                mobile?: number;
                                tablet?: number;
                                app?: number;
                                terminal?: number;
                                tv?: number;
                                robot?: number;
                                other?: number;
                                unknown?: number;
                            };
                            perApplication: {
                                [key: string]: number;
                            };
                            tenantWide: number | null;
                            overrides: {
                                whose: {
                                    /** @enum {string} */
                                    kind: "role";
                                    /** @enum {string} */
                                    role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                } | {
                                    /** @enum {string} */
                                    kind: "application";
                                    clientId: string;
                                };
                                rules: {
                                    perPerson?: number | null;
                                    /** @enum {string} */
                                    whenReached?: "refuse" | "end-oldest" | "end-least-recent";
                                };
                            }[];
                        };
                        access: {
                            countries: {
                                allowed: string[] | null;
                                blocked: string[];
                            };
                            networks: {
                                allowed: string[] | null;
                                blocked: string[];
                            };
                            ranges: {
                                allowed: string[] | null;
                                blocked: string[];
                            };
                        };
                        binding: {
                            /** @enum {string} */
                            to: "none" | "network" | "country";
                            /** @enum {string} */
                            whenBroken: "note" | "step-up" | "end";
                        };
                        anomalies: {
                            /** @enum {string} */
                            "refresh-token-reuse"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                            /** @enum {string} */
                            "impossible-travel"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                            /** @enum {string} */
                            "disowned-sign-in"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                            /** @enum {string} */
                            "success-after-failures"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                        };
                        passwords: {
                            minimumLength: number;
                            refusedWords: string[];
                        };
                        secondFactor: {
                            requiredFor: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                            methods: ("totp" | "webauthn")[];
                            trustedDeviceDays: number;
                            passkeySignIn: boolean;
                        };
                        reauthentication: {
                            maxAgeSeconds: number;
                        };
                        place: {
                            /** @enum {string} */
                            detail: "off" | "country" | "city";
                        };
                        retention: {
                            rowsDays: number | null;
                            countsDays: number | null;
                        };
                        texts: {
                            neutralMessage: string;
                        };
                    };
                    reason?: string;
                    ticket?: string;
                    confirm: number;
                };
            };
        };
        responses: {
            /** @description Changed; results follow under the operation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: number;
                        operation: components["schemas"]["Operation"] | null;
                        ended: number;
                        shortened: number;
                        position: string;
                    };
                };
            };
        };
    };
    previewPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    policy: {
                        lifetimes: {
                            accessSeconds: number;
                            idleSeconds: number;
                            absoluteSeconds: number | null;
                            remembered: {
                                idleSeconds: number;
                                absoluteSeconds: number | null;
                            };
                            graceSeconds: number;
                            overrides: {
                                whose: {
                                    /** @enum {string} */
                                    kind: "role";
                                    /** @enum {string} */
                                    role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                } | {
                                    /** @enum {string} */
                                    kind: "application";
                                    clientId: string;
                                };
                                rules: {
                                    accessSeconds?: number;
                                    idleSeconds?: number;
                                    absoluteSeconds?: number | null;
                                    remembered?: {
                                        idleSeconds: number;
                                        absoluteSeconds: number | null;
                                    };
                                };
                            }[];
                        };
                        limits: {
                            perPerson: number | null;
                            /** @enum {string} */
                            whenReached: "refuse" | "end-oldest" | "end-least-recent";
                            perDeviceType: {
                                desktop?: number;
                                mobile?: number;
                                tablet?: number;
                                app?: number;
                                terminal?: number;
                                tv?: number;
                                robot?: number;
                                other?: number;
                                unknown?: number;
                            };
                            perApplication: {
                                [key: string]: number;
                            };
                            tenantWide: number | null;
                            overrides: {
                                whose: {
                                    /** @enum {string} */
                                    kind: "role";
                                    /** @enum {string} */
                                    role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                } | {
                                    /** @enum {string} */
                                    kind: "application";
                                    clientId: string;
                                };
                                rules: {
                                    perPerson?: number | null;
                                    /** @enum {string} */
                                    whenReached?: "refuse" | "end-oldest" | "end-least-recent";
                                };
                            }[];
                        };
                        access: {
                            countries: {
                                allowed: string[] | null;
                                blocked: string[];
                            };
                            networks: {
                                allowed: string[] | null;
                                blocked: string[];
                            };
                            ranges: {
                                allowed: string[] | null;
                                blocked: string[];
                            };
                        };
                        binding: {
                            /** @enum {string} */
                            to: "none" | "network" | "country";
                            /** @enum {string} */
                            whenBroken: "note" | "step-up" | "end";
                        };
                        anomalies: {
                            /** @enum {string} */
                            "refresh-token-reuse"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                            /** @enum {string} */
                            "impossible-travel"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                            /** @enum {string} */
                            "disowned-sign-in"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                            /** @enum {string} */
                            "success-after-failures"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                        };
                        passwords: {
                            minimumLength: number;
                            refusedWords: string[];
                        };
                        secondFactor: {
                            requiredFor: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                            methods: ("totp" | "webauthn")[];
                            trustedDeviceDays: number;
                            passkeySignIn: boolean;
                        };
                        reauthentication: {
                            maxAgeSeconds: number;
                        };
                        place: {
                            /** @enum {string} */
                            detail: "off" | "country" | "city";
                        };
                        retention: {
                            rowsDays: number | null;
                            countsDays: number | null;
                        };
                        texts: {
                            neutralMessage: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description How many sessions end, how many are shortened */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changed: ("lifetimes" | "limits" | "access" | "binding" | "anomalies" | "passwords" | "secondFactor" | "reauthentication" | "place" | "retention" | "texts")[];
                        ends: {
                            sessions: number;
                            users: number;
                        };
                        shortens: {
                            sessions: number;
                            users: number;
                        };
                        withoutSecondFactor: number;
                        retires: {
                            sessions: number;
                            entries: number;
                            counts: number;
                        };
                        endsMine: boolean;
                        sample: components["schemas"]["Session"][];
                        position: string;
                    };
                };
            };
        };
    };
    listPolicyChanges: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of changes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            version: number;
                            /** Format: date-time */
                            at: string;
                            by: {
                                kind: string;
                                id: string;
                                name: string | null;
                            };
                            reason: string | null;
                            ticket: string | null;
                            changes: {
                                /** @enum {string} */
                                section: "lifetimes" | "limits" | "access" | "binding" | "anomalies" | "passwords" | "secondFactor" | "reauthentication" | "place" | "retention" | "texts";
                                from: {
                                    lifetimes?: {
                                        accessSeconds: number;
                                        idleSeconds: number;
                                        absoluteSeconds: number | null;
                                        remembered: {
                                            idleSeconds: number;
                                            absoluteSeconds: number | null;
                                        };
                                        graceSeconds: number;
                                        overrides: {
                                            whose: {
                                                /** @enum {string} */
                                                kind: "role";
                                                /** @enum {string} */
                                                role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                            } | {
                                                /** @enum {string} */
                                                kind: "application";
                                                clientId: string;
                                            };
                                            rules: {
                                                accessSeconds?: number;
                                                idleSeconds?: number;
                                                absoluteSeconds?: number | null;
                                                remembered?: {
                                                    idleSeconds: number;
                                                    absoluteSeconds: number | null;
                                                };
                                            };
                                        }[];
                                    };
                                    limits?: {
                                        perPerson: number | null;
                                        /** @enum {string} */
                                        whenReached: "refuse" | "end-oldest" | "end-least-recent";
                                        perDeviceType: {
                                            desktop?: number;
                                            mobile?: number;
                                            tablet?: number;
                                            app?: number;
                                            terminal?: number;
                                            tv?: number;
                                            robot?: number;
                                            other?: number;
                                            unknown?: number;
                                        };
                                        perApplication: {
                                            [key: string]: number;
                                        };
                                        tenantWide: number | null;
                                        overrides: {
                                            whose: {
                                                /** @enum {string} */
                                                kind: "role";
                                                /** @enum {string} */
                                                role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                            } | {
                                                /** @enum {string} */
                                                kind: "application";
                                                clientId: string;
                                            };
                                            rules: {
                                                perPerson?: number | null;
                                                /** @enum {string} */
                                                whenReached?: "refuse" | "end-oldest" | "end-least-recent";
                                            };
                                        }[];
                                    };
                                    access?: {
                                        countries: {
                                            allowed: string[] | null;
                                            blocked: string[];
                                        };
                                        networks: {
                                            allowed: string[] | null;
                                            blocked: string[];
                                        };
                                        ranges: {
                                            allowed: string[] | null;
                                            blocked: string[];
                                        };
                                    };
                                    binding?: {
                                        /** @enum {string} */
                                        to: "none" | "network" | "country";
                                        /** @enum {string} */
                                        whenBroken: "note" | "step-up" | "end";
                                    };
                                    anomalies?: {
                                        /** @enum {string} */
                                        "refresh-token-reuse"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                        /** @enum {string} */
                                        "impossible-travel"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                        /** @enum {string} */
                                        "disowned-sign-in"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                        /** @enum {string} */
                                        "success-after-failures"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                    };
                                    passwords?: {
                                        minimumLength: number;
                                        refusedWords: string[];
                                    };
                                    secondFactor?: {
                                        requiredFor: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                                        methods: ("totp" | "webauthn")[];
                                        trustedDeviceDays: number;
                                        passkeySignIn: boolean;
                                    };
                                    reauthentication?: {
                                        maxAgeSeconds: number;
                                    };
                                    place?: {
                                        /** @enum {string} */
                                        detail: "off" | "country" | "city";
                                    };
                                    retention?: {
                                        rowsDays: number | null;
                                        countsDays: number | null;
                                    };
                                    texts?: {
                                        neutralMessage: string;
                                    };
                                };
                                to: {
                                    lifetimes?: {
                                        accessSeconds: number;
                                        idleSeconds: number;
                                        absoluteSeconds: number | null;
                                        remembered: {
                                            idleSeconds: number;
                                            absoluteSeconds: number | null;
                                        };
                                        graceSeconds: number;
                                        overrides: {
                                            whose: {
                                                /** @enum {string} */
                                                kind: "role";
                                                /** @enum {string} */
                                                role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                            } | {
                                                /** @enum {string} */
                                                kind: "application";
                                                clientId: string;
                                            };
                                            rules: {
                                                accessSeconds?: number;
                                                idleSeconds?: number;
                                                absoluteSeconds?: number | null;
                                                remembered?: {
                                                    idleSeconds: number;
                                                    absoluteSeconds: number | null;
                                                };
                                            };
                                        }[];
                                    };
                                    limits?: {
                                        perPerson: number | null;
                                        /** @enum {string} */
                                        whenReached: "refuse" | "end-oldest" | "end-least-recent";
                                        perDeviceType: {
                                            desktop?: number;
                                            mobile?: number;
                                            tablet?: number;
                                            app?: number;
                                            terminal?: number;
                                            tv?: number;
                                            robot?: number;
                                            other?: number;
                                            unknown?: number;
                                        };
                                        perApplication: {
                                            [key: string]: number;
                                        };
                                        tenantWide: number | null;
                                        overrides: {
                                            whose: {
                                                /** @enum {string} */
                                                kind: "role";
                                                /** @enum {string} */
                                                role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                            } | {
                                                /** @enum {string} */
                                                kind: "application";
                                                clientId: string;
                                            };
                                            rules: {
                                                perPerson?: number | null;
                                                /** @enum {string} */
                                                whenReached?: "refuse" | "end-oldest" | "end-least-recent";
                                            };
                                        }[];
                                    };
                                    access?: {
                                        countries: {
                                            allowed: string[] | null;
                                            blocked: string[];
                                        };
                                        networks: {
                                            allowed: string[] | null;
                                            blocked: string[];
                                        };
                                        ranges: {
                                            allowed: string[] | null;
                                            blocked: string[];
                                        };
                                    };
                                    binding?: {
                                        /** @enum {string} */
                                        to: "none" | "network" | "country";
                                        /** @enum {string} */
                                        whenBroken: "note" | "step-up" | "end";
                                    };
                                    anomalies?: {
                                        /** @enum {string} */
                                        "refresh-token-reuse"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                        /** @enum {string} */
                                        "impossible-travel"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                        /** @enum {string} */
                                        "disowned-sign-in"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                        /** @enum {string} */
                                        "success-after-failures"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                    };
                                    passwords?: {
                                        minimumLength: number;
                                        refusedWords: string[];
                                    };
                                    secondFactor?: {
                                        requiredFor: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                                        methods: ("totp" | "webauthn")[];
                                        trustedDeviceDays: number;
                                        passkeySignIn: boolean;
                                    };
                                    reauthentication?: {
                                        maxAgeSeconds: number;
                                    };
                                    place?: {
                                        /** @enum {string} */
                                        detail: "off" | "country" | "city";
                                    };
                                    retention?: {
                                        rowsDays: number | null;
                                        countsDays: number | null;
                                    };
                                    texts?: {
                                        neutralMessage: string;
                                    };
                                };
                            }[];
                            /** @description Where it ended or shortened sessions */
                            operationId: string | null;
                            ended: number;
                        }[];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    listPolicyPresets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description AAL1, AAL2 and AAL3 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @enum {string} */
                            name: "AAL1" | "AAL2" | "AAL3";
                            title: string;
                            sections: {
                                lifetimes?: {
                                    accessSeconds: number;
                                    idleSeconds: number;
                                    absoluteSeconds: number | null;
                                    remembered: {
                                        idleSeconds: number;
                                        absoluteSeconds: number | null;
                                    };
                                    graceSeconds: number;
                                    overrides: {
                                        whose: {
                                            /** @enum {string} */
                                            kind: "role";
                                            /** @enum {string} */
                                            role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                        } | {
                                            /** @enum {string} */
                                            kind: "application";
                                            clientId: string;
                                        };
                                        rules: {
                                            accessSeconds?: number;
                                            idleSeconds?: number;
                                            absoluteSeconds?: number | null;
                                            remembered?: {
                                                idleSeconds: number;
                                                absoluteSeconds: number | null;
                                            };
                                        };
                                    }[];
                                };
                                limits?: {
                                    perPerson: number | null;
                                    /** @enum {string} */
                                    whenReached: "refuse" | "end-oldest" | "end-least-recent";
                                    perDeviceType: {
                                        desktop?: number;
                                        mobile?: number;
                                        tablet?: number;
                                        app?: number;
                                        terminal?: number;
                                        tv?: number;
                                        robot?: number;
                                        other?: number;
                                        unknown?: number;
                                    };
                                    perApplication: {
                                        [key: string]: number;
                                    };
                                    tenantWide: number | null;
                                    overrides: {
                                        whose: {
                                            /** @enum {string} */
                                            kind: "role";
                                            /** @enum {string} */
                                            role: "member" | "analyst" | "admin" | "auditor" | "operator";
                                        } | {
                                            /** @enum {string} */
                                            kind: "application";
                                            clientId: string;
                                        };
                                        rules: {
                                            perPerson?: number | null;
                                            /** @enum {string} */
                                            whenReached?: "refuse" | "end-oldest" | "end-least-recent";
                                        };
                                    }[];
                                };
                                access?: {
                                    countries: {
                                        allowed: string[] | null;
                                        blocked: string[];
                                    };
                                    networks: {
                                        allowed: string[] | null;
                                        blocked: string[];
                                    };
                                    ranges: {
                                        allowed: string[] | null;
                                        blocked: string[];
                                    };
                                };
                                binding?: {
                                    /** @enum {string} */
                                    to: "none" | "network" | "country";
                                    /** @enum {string} */
                                    whenBroken: "note" | "step-up" | "end";
                                };
                                anomalies?: {
                                    /** @enum {string} */
                                    "refresh-token-reuse"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                    /** @enum {string} */
                                    "impossible-travel"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                    /** @enum {string} */
                                    "disowned-sign-in"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                    /** @enum {string} */
                                    "success-after-failures"?: "note" | "step-up" | "end-session" | "end-all-and-hold";
                                };
                                passwords?: {
                                    minimumLength: number;
                                    refusedWords: string[];
                                };
                                secondFactor?: {
                                    requiredFor: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                                    methods: ("totp" | "webauthn")[];
                                    trustedDeviceDays: number;
                                    passkeySignIn: boolean;
                                };
                                reauthentication?: {
                                    maxAgeSeconds: number;
                                };
                                place?: {
                                    /** @enum {string} */
                                    detail: "off" | "country" | "city";
                                };
                                retention?: {
                                    rowsDays: number | null;
                                    countsDays: number | null;
                                };
                                texts?: {
                                    neutralMessage: string;
                                };
                            };
                            follows: {
                                /** @enum {string} */
                                section: "lifetimes" | "limits" | "access" | "binding" | "anomalies" | "passwords" | "secondFactor" | "reauthentication" | "place" | "retention" | "texts";
                                clause: string;
                                asks: string;
                                /** @enum {string} */
                                strength: "shall" | "should" | "may";
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    previewBlock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "address" | "network" | "country" | "device" | "application";
                    /** @description An address, a network (203.0.113.0/24; /8 at the widest, /20 of IPv6), a country (DE), the id of a device or of an application. Of an IPv6 address the /64 around it is blocked. */
                    value: string;
                };
            };
        };
        responses: {
            /** @description How many, and the first few */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        kind: "address" | "network" | "country" | "device" | "application";
                        value: string;
                        filter: string;
                        sessions: number;
                        sample: components["schemas"]["Session"][];
                        catchesMine: boolean;
                        position: string;
                    };
                };
            };
        };
    };
    listBlocks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Block"][];
                    };
                };
            };
        };
    };
    addBlock: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "address" | "network" | "country" | "device" | "application";
                    /** @description An address, a network (203.0.113.0/24; /8 at the widest, /20 of IPv6), a country (DE), the id of a device or of an application. Of an IPv6 address the /64 around it is blocked. */
                    value: string;
                    hours: number;
                    reason: string;
                    message?: string;
                    ticket?: string;
                    /** @description Said by an admin who knows that the block catches their own way in */
                    includingMine?: boolean;
                };
            };
        };
        responses: {
            /** @description Blocked; results follow under the operation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        block: components["schemas"]["Block"];
                        operation: components["schemas"]["Operation"];
                        ended: number;
                        position: string;
                    };
                };
            };
        };
    };
    followRevocations: {
        parameters: {
            query?: {
                since?: string;
                guard?: string;
                version?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-Sent Events `ended`, `not-before`, `beat`, and `reset` where the whole current set follows, which it does without `since`. A stream that was cut goes on with `Last-Event-ID`, or with `since` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    confirmRevocations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    position: string;
                    guard?: string;
                    version?: string;
                };
            };
        };
        responses: {
            /** @description Known; whoever waits for the effect of a forced logout is told */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Connected ones, and those that left in the last 15 minutes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        guards: components["schemas"]["Guard"][];
                        people: components["schemas"]["OpenConnections"];
                    };
                };
            };
        };
    };
    followOwnEvents: {
        parameters: {
            query?: {
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-Sent Events `ended`, `session`, `warning`, each second `beat`, and `reset` where sessions are to be read again. It ends with the session and with the access token: get another and go on with `Last-Event-ID`, or with `since` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
        };
    };
    countMySessions: {
        parameters: {
            query?: {
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        active: number;
                        total: number;
                    };
                };
            };
        };
    };
    listMyLog: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                about?: "sessions" | "account";
                from?: string;
                to?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    readMyAnalytics: {
        parameters: {
            query?: {
                days?: number;
                /** @description Whose days and hours: 23 or 25 hours long where clocks are set */
                timeZone?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Days in order, today last */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnAnalytics"];
                };
            };
        };
    };
    countSessions: {
        parameters: {
            query?: {
                filter?: string;
                by?: "status" | "deviceType" | "browser" | "os" | "country" | "city" | "network" | "client" | "cause" | "user";
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The number at the position the answer names. `kind` says how it was got: `exact`, or where counting would take long `estimate` from a sample, or `below`: the sample held none, so there are likely fewer than `total` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        total: number;
                        /** @enum {string} */
                        kind: "exact" | "estimate" | "below";
                        groups?: {
                            value: string | null;
                            sessions: number;
                        }[];
                    };
                };
            };
        };
    };
    listSessionEvents: {
        parameters: {
            query?: {
                minPosition?: string;
            };
            header?: never;
            path: {
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                    };
                };
            };
        };
    };
    listLog: {
        parameters: {
            query?: {
                filter?: string;
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    listPeople: {
        parameters: {
            query?: {
                filter?: string;
                sort?: "id" | "-id" | "user" | "-user" | "name" | "-name" | "status" | "-status" | "sessions" | "-sessions" | "failures" | "-failures" | "risk" | "-risk" | "registeredAt" | "-registeredAt" | "lastSignInAt" | "-lastSignInAt";
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. Sorted by id, -id, registeredAt or -registeredAt, pages followed to the end hold each row that was there all along, once. By other values a row may move past the cursor between two pages, and be missed or come twice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Person"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    getPerson: {
        parameters: {
            query?: {
                minPosition?: string;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    readPersonActivity: {
        parameters: {
            query?: {
                days?: number;
                /** @description Whose days and hours: 23 or 25 hours long where clocks are set */
                timeZone?: string;
                minPosition?: string;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Days in order, and 24 hours */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonActivity"];
                };
            };
        };
    };
    listPersonLog: {
        parameters: {
            query?: {
                of?: "all" | "refused" | "done-to" | "done-by";
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["LogEntry"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                filter?: string;
                sort?: "id" | "-id" | "user" | "-user" | "name" | "-name" | "status" | "-status" | "sessions" | "-sessions" | "failures" | "-failures" | "risk" | "-risk" | "registeredAt" | "-registeredAt" | "lastSignInAt" | "-lastSignInAt";
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. Sorted by id, -id, registeredAt or -registeredAt, pages followed to the end hold each row that was there all along, once. By other values a row may move past the cursor between two pages, and be missed or come twice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Person"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    inviteUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    email: string;
                    roles: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                    /** @description Takes the address from a disabled person, who cannot be enabled any more */
                    takeOver?: boolean;
                };
            };
        };
        responses: {
            /** @description Invited; the link is shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: {
                minPosition?: string;
            };
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string;
                    email?: string;
                    /** @description Takes the address from a disabled person, who cannot be enabled any more */
                    takeOver?: boolean;
                };
            };
        };
        responses: {
            /** @description Changed; the former address may be given to somebody else */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listAnomalies: {
        parameters: {
            query?: {
                userId?: string;
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Anomaly"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    getAnomaly: {
        parameters: {
            query?: {
                minPosition?: string;
            };
            header?: never;
            path: {
                anomalyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The anomaly */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Anomaly"];
                };
            };
        };
    };
    readActivity: {
        parameters: {
            query: {
                from: string;
                to: string;
                bucket?: "minute" | "hour" | "day";
                /** @description Whose days and hours: 23 or 25 hours long where clocks are set */
                timeZone?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One item per bucket, in order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** Format: date-time */
                            minute: string;
                            logins: number;
                            failures: number;
                            refreshes: number;
                            logouts: number;
                            revocations: number;
                            expiries: number;
                        }[];
                    };
                };
            };
        };
    };
    readDistribution: {
        parameters: {
            query?: {
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        active: number;
                        idle: number;
                        users: number;
                        deviceType: {
                            [key: string]: number;
                        };
                        browser: {
                            [key: string]: number;
                        };
                        os: {
                            [key: string]: number;
                        };
                        country: {
                            [key: string]: number;
                        };
                        client: {
                            [key: string]: number;
                        };
                    };
                };
            };
        };
    };
    readSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The system */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        version: string;
                        roles: string[];
                        processes: {
                            /** Format: uuid */
                            id: string;
                            host: string;
                            pid: number;
                            version: string;
                            roles: string[];
                            /** Format: date-time */
                            startedAt: string;
                            /** Format: date-time */
                            saidAt: string;
                            skewMs: number | null;
                            missing: string;
                        }[];
                        logAheadSeconds: number;
                        /** Format: date-time */
                        lastBackupAt: string | null;
                        views: {
                            name: string;
                            position: string;
                            lag: {
                                events: number;
                                seconds: number;
                            };
                            /** @enum {string} */
                            state: "live" | "behind" | "rebuilding";
                        }[];
                        parked: {
                            view: string;
                            type: string;
                            reason: string;
                            events: number;
                            tenants: number;
                            keyMissing: boolean;
                            /** Format: date-time */
                            since: string;
                            command: string | null;
                        }[];
                        retries: {
                            reader: string;
                            /** Format: date-time */
                            askedAt: string;
                            asked: number;
                            taken: number;
                            failed: number;
                            waiting: number;
                        }[];
                        lastRebuild: {
                            views: string[];
                            /** @enum {string} */
                            step: "fold" | "index" | "catch-up";
                            done: number;
                            total: number;
                            /** Format: date-time */
                            beganAt: string;
                            /** Format: date-time */
                            endedAt: string | null;
                            /** @enum {string} */
                            state: "running" | "done" | "failed" | "brokenOff";
                            parked: number | null;
                            failure: string | null;
                        } | null;
                        retention: {
                            /** Format: date-time */
                            lastAt: string;
                            tenants: number;
                            sessions: number;
                            entries: number;
                            counts: number;
                        } | null;
                    };
                };
            };
        };
    };
    listParkedEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            view: string;
                            type: string;
                            /** Format: uuid */
                            tenantId: string;
                            /** Format: uuid */
                            eventId: string;
                            position: string;
                            reason: string;
                            keyMissing: boolean;
                            /** Format: date-time */
                            parkedAt: string;
                            tries: number;
                            /** Format: date-time */
                            triedAt: string | null;
                            isWaiting: boolean;
                        }[];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    retryParkedEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                reader: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Asked */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        asked: number;
                    };
                };
            };
        };
    };
    listQuotas: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["QuotaStanding"][];
                    };
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                q?: string;
                sort?: "registeredAt" | "-registeredAt" | "name" | "-name" | "slug" | "-slug" | "liveSessions" | "-liveSessions" | "eventsPerDay" | "-eventsPerDay";
                limit?: number;
                cursor?: string;
                minPosition?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. Sorted by registeredAt, -registeredAt, slug or -slug, pages followed to the end hold each row that was there all along, once. By other values a row may move past the cursor between two pages, and be missed or come twice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Tenant"][];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    slug: string;
                    name: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: components["schemas"]["Tenant"];
                        hasAdmin: boolean;
                    };
                };
            };
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: components["schemas"]["Tenant"];
                        hasAdmin: boolean;
                    };
                };
            };
        };
    };
    changeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name?: string;
                    quotas?: {
                        people: {
                            soft: number | null;
                            hard: number | null;
                        };
                        liveSessions: {
                            soft: number | null;
                            hard: number | null;
                        };
                        eventsPerDay: {
                            soft: number | null;
                            hard: number | null;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: components["schemas"]["Tenant"];
                        hasAdmin: boolean;
                    };
                };
            };
        };
    };
    suspendTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason: string;
                    message?: string;
                    ticket?: string;
                };
            };
        };
        responses: {
            /** @description Suspended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: components["schemas"]["Tenant"];
                        hasAdmin: boolean;
                        operation: {
                            /** Format: uuid */
                            id: string;
                        };
                        ended: number;
                    };
                };
            };
        };
    };
    resumeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason: string;
                    message?: string;
                    ticket?: string;
                };
            };
        };
        responses: {
            /** @description As it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: components["schemas"]["Tenant"];
                        hasAdmin: boolean;
                    };
                };
            };
        };
    };
    inviteFirstAdmin: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    email: string;
                };
            };
        };
        responses: {
            /** @description Invited; the link is shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Shown once, to be handed to the person; its token stands behind the # */
                        link?: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** @description The person is mailed the link too */
                        mailed: boolean;
                        position: string;
                    };
                };
            };
        };
    };
    readMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Me */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: {
                            id: string;
                            email: string;
                            name: string;
                        };
                        tenant: {
                            id: string;
                            slug: string;
                            name: string;
                            simulated: boolean;
                        };
                        sessionId: string;
                        roles: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                        may: ("own-account" | "end-own-sessions" | "watch" | "end-sessions" | "contain" | "shut-own-way" | "judge-anomalies" | "end-many-sessions" | "manage-people" | "manage-policy" | "manage-applications" | "manage-keys" | "export-log" | "export-evidence" | "operate" | "follow-revocations" | "sign-people-in" | "import-sessions" | "check-tokens")[];
                        mustChangePassword: boolean;
                        emailChange: {
                            email: string;
                            /** Format: date-time */
                            expiresAt: string;
                        } | null;
                        passwordRules: {
                            minimumLength: number;
                        };
                    };
                };
            };
        };
    };
    changeMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Me, as I am now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: {
                            id: string;
                            email: string;
                            name: string;
                        };
                        tenant: {
                            id: string;
                            slug: string;
                            name: string;
                            simulated: boolean;
                        };
                        sessionId: string;
                        roles: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                        may: ("own-account" | "end-own-sessions" | "watch" | "end-sessions" | "contain" | "shut-own-way" | "judge-anomalies" | "end-many-sessions" | "manage-people" | "manage-policy" | "manage-applications" | "manage-keys" | "export-log" | "export-evidence" | "operate" | "follow-revocations" | "sign-people-in" | "import-sessions" | "check-tokens")[];
                        mustChangePassword: boolean;
                        emailChange: {
                            email: string;
                            /** Format: date-time */
                            expiresAt: string;
                        } | null;
                        passwordRules: {
                            minimumLength: number;
                        };
                    };
                };
            };
        };
    };
    readMyPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        theme: "system" | "light" | "dark";
                        /** @enum {string} */
                        rowHeight: "compact" | "comfortable";
                        timeZone: string;
                        /** @enum {string} */
                        timeLanguage: "en-GB" | "en-US" | "cs-CZ" | "da-DK" | "de-DE" | "es-ES" | "fi-FI" | "fr-FR" | "it-IT" | "ja-JP" | "nb-NO" | "nl-NL" | "pl-PL" | "pt-BR" | "sv-SE";
                        /** @description False: the person has set none, and these are the defaults */
                        isSet: boolean;
                    };
                };
            };
        };
    };
    changeMyPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    theme: "system" | "light" | "dark";
                    /** @enum {string} */
                    rowHeight: "compact" | "comfortable";
                    timeZone: string;
                    /** @enum {string} */
                    timeLanguage: "en-GB" | "en-US" | "cs-CZ" | "da-DK" | "de-DE" | "es-ES" | "fi-FI" | "fr-FR" | "it-IT" | "ja-JP" | "nb-NO" | "nl-NL" | "pl-PL" | "pt-BR" | "sv-SE";
                };
            };
        };
        responses: {
            /** @description All of them, as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        theme: "system" | "light" | "dark";
                        /** @enum {string} */
                        rowHeight: "compact" | "comfortable";
                        timeZone: string;
                        /** @enum {string} */
                        timeLanguage: "en-GB" | "en-US" | "cs-CZ" | "da-DK" | "de-DE" | "es-ES" | "fi-FI" | "fr-FR" | "it-IT" | "ja-JP" | "nb-NO" | "nl-NL" | "pl-PL" | "pt-BR" | "sv-SE";
                        /** @description False: the person has set none, and these are the defaults */
                        isSet: boolean;
                    };
                };
            };
        };
    };
    readMyPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What concerns me */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnPolicy"];
                };
            };
        };
    };
    changeMyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Nothing changes before the link is opened */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        email: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    keepMyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No change waits any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    checkNewEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Whose it is; null where it is not good */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        whose: {
                            tenant: {
                                slug: string;
                                name: string;
                            };
                            email: string;
                            name: string;
                            /** @description Where the link is for choosing a password */
                            passwordRules?: {
                                minimumLength: number;
                            };
                        } | null;
                    };
                };
            };
        };
    };
    confirmNewEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Changed; the person signs in with it from now on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: {
                            slug: string;
                            name: string;
                        };
                        email: string;
                    };
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    current: string;
                    next: string;
                    /** @description True: my other sessions stay */
                    keepOthers?: boolean;
                };
            };
        };
        responses: {
            /** @description Changed; my other sessions have ended, or stay with keepOthers */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readMailsSetUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description False: an admin hands the link over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        isSetUp: boolean;
                    };
                };
            };
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    tenant: string;
                    email: string;
                };
            };
        };
        responses: {
            /** @description The same whether there is such a person or not */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    readMyNotices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description True: I am told */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        switches: {
                            "sign-in": boolean;
                            password: boolean;
                            factors: boolean;
                            roles: boolean;
                            "forced-out": boolean;
                            suspicious: boolean;
                        };
                        mailsAreSetUp: boolean;
                    };
                };
            };
        };
    };
    chooseMyNotices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    "sign-in": boolean;
                    password: boolean;
                    factors: boolean;
                    roles: boolean;
                    "forced-out": boolean;
                    suspicious: boolean;
                };
            };
        };
        responses: {
            /** @description Chosen */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readNotice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Device, place and time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: {
                            slug: string;
                            name: string;
                        };
                        kind: ("sign-in" | "password" | "factors" | "email" | "roles" | "forced-out" | "suspicious") | "notices-off";
                        happened: {
                            /** Format: date-time */
                            at: string;
                            device: string | null;
                            place: string | null;
                            text: string;
                        }[];
                        disowned: boolean;
                    };
                };
            };
        };
    };
    disownNotice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is held until a new password is chosen */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        next: "reset";
                        mailed: boolean;
                    };
                };
            };
        };
    };
    listMails: {
        parameters: {
            query?: {
                state?: "waiting" | "sending" | "sent" | "failed" | "dropped";
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. A page. Sorted by none, pages followed to the end hold each row that was there all along, once. By other values a row may move past the cursor between two pages, and be missed or come twice. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Mail"][];
                        nextCursor: string | null;
                        total: number | null;
                        /** @enum {string} */
                        way: "smtp" | "mailbox" | "off";
                        counts: {
                            waiting?: number;
                            sending?: number;
                            sent?: number;
                            failed?: number;
                            dropped?: number;
                        };
                    };
                };
            };
        };
    };
    sendMailAgain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mailId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is tried again at once */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readMailbox: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. No row changes its place in this order: pages followed to the end hold each row that was there all along, once. What is of no use any more is left out, so a page may hold fewer than were asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            tenant: {
                                slug: string;
                                name: string;
                            };
                            to: string;
                            subject: string;
                            text: string;
                            /** Format: date-time */
                            sentAt: string;
                        }[];
                        nextCursor: string | null;
                        total: number | null;
                    };
                };
            };
        };
    };
    listApplications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Application"][];
                    };
                };
            };
        };
    };
    registerApplication: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    id: string;
                    name: string;
                    audience: string;
                    origins: string[];
                    /** @enum {string} */
                    transport: "bearer" | "cookie";
                    lifetimes?: {
                        accessSeconds?: number;
                        idleSeconds?: number;
                        absoluteSeconds?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Registered */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        application: components["schemas"]["Application"];
                    };
                };
            };
        };
    };
    liftBlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                blockId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    ticket?: string;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Lifted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    checkInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Whose it is; null where it is not good */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        whose: {
                            tenant: {
                                slug: string;
                                name: string;
                            };
                            email: string;
                            name: string;
                            /** @description Where the link is for choosing a password */
                            passwordRules?: {
                                minimumLength: number;
                            };
                        } | null;
                    };
                };
            };
        };
    };
    acceptInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token: string;
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Done; the person can sign in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: {
                            slug: string;
                            name: string;
                        };
                        email: string;
                    };
                };
            };
        };
    };
    checkPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description Whose it is; null where it is not good */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        whose: {
                            tenant: {
                                slug: string;
                                name: string;
                            };
                            email: string;
                            name: string;
                            /** @description Where the link is for choosing a password */
                            passwordRules?: {
                                minimumLength: number;
                            };
                        } | null;
                    };
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token: string;
                    next: string;
                };
            };
        };
        responses: {
            /** @description Done; the person can sign in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: {
                            slug: string;
                            name: string;
                        };
                        email: string;
                    };
                };
            };
        };
    };
    importUsers: {
        parameters: {
            query: {
                format: "keycloak" | "auth0" | "clerk" | "csv" | "ndjson";
                /** @description Writes nothing, and answers what would become of each line */
                dryRun?: "true" | "false";
                /** @description What everybody gets: member, analyst, admin, auditor, separated by commas */
                roles?: string;
                /** @description staff=analyst: who has the role staff in the source is an analyst here. Other roles stand for nothing */
                mapRole?: string | string[];
                /** @description Tells the ids of one source from those of another. Absent: the format */
                source?: string;
                /** @description The application whose own ids these are: it signs people in by them (`userRef`) */
                client?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "text/csv": string;
                "application/x-ndjson": string;
                "application/json": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description What became of the lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
                };
            };
        };
    };
    renewInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new link, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
        };
    };
    withdrawInvite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Withdrawn; the link is dead, and the address is free again */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                    roles: ("member" | "analyst" | "admin" | "auditor" | "operator")[];
                };
            };
        };
        responses: {
            /** @description Changed; access tokens with the former roles are refused */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    enableUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description Enabled */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    offerPasswordReset: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link, shown once; the last one is dead */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Shown once, to be handed to the person; its token stands behind the # */
                        link?: string;
                        /** Format: date-time */
                        expiresAt: string;
                        /** @description The person is mailed the link too */
                        mailed: boolean;
                        position: string;
                    };
                };
            };
        };
    };
    listMyFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnFactors"];
                };
            };
        };
    };
    beginTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A new seed, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        enrolment: string;
                        secret: string;
                        uri: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    confirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    enrolment: string;
                    code: string;
                    name: string;
                };
            };
        };
        responses: {
            /** @description Added. Recovery codes come with the first factor, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        factor: components["schemas"]["Factor"];
                        recoveryCodes?: string[];
                    };
                };
            };
        };
    };
    beginPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description For navigator.credentials.create */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        enrolment: string;
                        options: {
                            challenge: string;
                        } & {
                            [key: string]: unknown;
                        };
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
        };
    };
    enrolPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    enrolment: string;
                    response: {
                        id: string;
                        rawId: string;
                        /** @enum {string} */
                        type: "public-key";
                        authenticatorAttachment?: string | null;
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            transports?: string[];
                        };
                    };
                    name: string;
                };
            };
        };
        responses: {
            /** @description Added. Recovery codes come with the first factor, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        factor: components["schemas"]["Factor"];
                        recoveryCodes?: string[];
                    };
                };
            };
        };
    };
    removeFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                factorId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    renameFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                factorId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description As it is called now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factor"];
                };
            };
        };
    };
    makeRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ten codes, shown once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recoveryCodes: string[];
                    };
                };
            };
        };
    };
    withdrawTrust: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trustId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is asked at its next sign-in */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readFactorsOfUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonFactors"];
                };
            };
        };
    };
    resetFactors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason: string;
                    message?: string;
                    ticket?: string;
                };
            };
        };
        responses: {
            /** @description Taken away. Every session of the person has ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        factors: number;
                        ended: number;
                        position: string;
                    };
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, without what proves them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                    };
                };
            };
        };
    };
    issueApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body is carried out once and answered alike */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    name: string;
                    scopes: ("read" | "guard" | "sessions")[];
                    applicationId?: string;
                    /** Format: uuid */
                    userId?: string;
                    /** Format: date-time */
                    expiresAt: string | null;
                };
            };
        };
        responses: {
            /** @description Made. `key` goes into the header Rollcall-Key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        apiKey: components["schemas"]["ApiKey"];
                        key?: string;
                    };
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No process takes it any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    checkSetupLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token: string;
                    operator?: {
                        email: string;
                        name: string;
                        password: string;
                    };
                    tenant?: {
                        slug: string;
                        name: string;
                    };
                };
            };
        };
        responses: {
            /** @description Good or not */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        valid: boolean;
                    };
                };
            };
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token: string;
                    operator: {
                        email: string;
                        name: string;
                        password: string;
                    };
                    tenant: {
                        slug: string;
                        name: string;
                    };
                    admin: {
                        email: string;
                        name: string;
                        password: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done; both can sign in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tenant: {
                            id: string;
                            slug: string;
                            name: string;
                        };
                    };
                };
            };
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    isAlive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alive */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        alive: true;
                    };
                };
            };
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ready: boolean;
                        checks: {
                            [key: string]: {
                                ok: boolean;
                                detail?: string;
                            };
                        };
                    };
                };
            };
        };
    };
    describeApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
}
