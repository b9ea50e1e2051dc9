/** The application that every tenant has: the dashboard, by its id as a client. */
export const dashboardClientId = 'dashboard'
/** Audience of the dashboard's access tokens; administrative routes accept no other. */
export const dashboardAudience = 'rollcall-dashboard'
