/** What people ask lists for every day; the values are those of `fillHistory`. */
export const everydayFilters = [
  '',
  'status:active',
  'user:m7.chloe@acme.test',
  'country:aa',
  'deviceType:mobile',
  'ip:4.7.0.0/16',
  'risk>=75',
  'idle:true',
  'started>-24h',
  'app:phone',
  'status:active country:bh',
] as const

/** Words without a key are compared as the filter runs: no index serves them. */
export const everydayWords = ['status:active garcia'] as const

export const everydayLogFilters = [
  '',
  'type:MemberRoleChanged',
  'type:SessionRefreshed',
  'success:false',
  'user:m7.chloe@acme.test',
  'ip:9.5.5.0/24',
  'country:ab',
  'at<-120d',
  'type:LoginFailed at<-90d',
] as const
