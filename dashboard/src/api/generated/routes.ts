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
        patch?: never;
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
         * @description Roles: analyst, admin.
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
         * @description Roles: admin.
         */
        delete: operations["removeApplication"];
        options?: never;
        head?: never;
        /**
         * Change what is given of an application; its sessions go on, lifetimes are for new ones
         * @description Roles: admin.
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
         * @description Roles: admin.
         */
        post: operations["disableUser"];
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
         * What happened to you and your sessions, newest first
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
         * @description Roles: admin.
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
        patch?: never;
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
         * Anomalies, newest first
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
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tenants with their quotas and use, newest first
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
         * @description Roles: operator.
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
         * @description Roles: operator.
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
         * @description Roles: operator.
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
         * @description Roles: operator.
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
         * Change my password; ends my other sessions
         * @description Any signed-in person, own data only.
         */
        post: operations["changePassword"];
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
         * @description Roles: admin.
         */
        post: operations["registerApplication"];
        delete?: never;
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
         * @description Roles: admin.
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
         * @description Roles: admin.
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
         * @description Roles: admin.
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
         * @description Roles: admin.
         */
        post: operations["offerPasswordReset"];
        delete?: never;
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
         * @description Roles: admin.
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
         * @description Roles: admin.
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
            /** Format: date-time */
            absoluteExpiresAt: string;
            client: string;
            methods: string[];
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
            };
        };
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
            amr: string[];
            jti?: string;
            roles?: string[];
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
            /** Format: date-time */
            absoluteExpiresAt: string;
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
            kind: "session" | "sessions" | "filter" | "user" | "disable" | "application" | "tenant";
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
            /** Format: date-time */
            absoluteExpiresAt: string;
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
                        fingerprint?: {
                            version: string;
                            hash: string;
                        };
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
        Person: {
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            status: "active" | "invited" | "disabled" | "withdrawn";
            held: boolean;
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
                    lat: number | null;
                    lon: number | null;
                    accuracyKm: number | null;
                    device: string | null;
                };
                second: {
                    /** Format: uuid */
                    sessionId: string;
                    /** Format: date-time */
                    at: string;
                    ip: string | null;
                    city: string | null;
                    country: string | null;
                    lat: number | null;
                    lon: number | null;
                    accuracyKm: number | null;
                    device: string | null;
                };
                distanceKm: number;
                elapsedSeconds: number;
                speedKmh: number;
                limitKmh: number;
            } | {
                /** @enum {string} */
                rule: "erased";
            };
            text: string;
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
                absoluteSeconds: number;
            };
            isDashboard: boolean;
        };
        Invited: {
            user: {
                id: string;
            };
            /** @description Shown once, to be handed to the person; its token stands behind the # */
            link?: string;
            /** Format: date-time */
            expiresAt: string;
            position: string;
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
                            /** Format: date-time */
                            absoluteExpiresAt: string;
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
    listAnomalies: {
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
    listTenants: {
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
                        may: ("own-account" | "end-own-sessions" | "watch" | "end-sessions" | "judge-anomalies" | "end-many-sessions" | "manage-people" | "manage-policy" | "manage-applications" | "manage-keys" | "export-log" | "export-evidence" | "operate" | "follow-revocations" | "sign-people-in" | "check-tokens")[];
                        mustChangePassword: boolean;
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
                };
            };
        };
        responses: {
            /** @description Changed; every other session of mine has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
