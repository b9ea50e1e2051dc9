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
  'garcia',
  'status:active garcia',
  '"mateo garcia"',
  '"bh city 3"',
  'chrome',
  'acme',
] as const

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
  'garcia',
] as const
