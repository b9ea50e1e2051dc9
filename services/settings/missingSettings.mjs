// Settings without which others are of no use. The entry asks before anything is installed, so this runs on any Node >= 18 alone.

const isSet = (environment, name) => [environment[name], environment[`${name}_FILE`]].some((value) => value)

export const missingSettings = (environment) => {
  const has = (name) => isSet(environment, name)
  return [
    ...(has('DATABASE_URL') && !has('ROLLCALL_MASTER_KEY')
      ? ['ROLLCALL_MASTER_KEY: needed with DATABASE_URL; keep it out of the database and its backups']
      : []),
    ...(has('TLS_CERT') === has('TLS_KEY') ? [] : ['TLS_CERT and TLS_KEY: set both or neither']),
  ]
}

export const missingForServe = (environment) =>
  isSet(environment, 'DATABASE_URL')
    ? []
    : [
        'DATABASE_URL: "rollcall serve" needs a PostgreSQL that all its processes share, and ROLLCALL_MASTER_KEY; ' +
          '"rollcall start" brings a PostgreSQL of its own and does everything in one process',
      ]
