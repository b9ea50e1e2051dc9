import { CodedError } from '#services/ports/errors.ts'
import type { TenantState } from './tenantState.ts'

/** @throws CodedError not-found */
export const registered = ({ tenant }: Pick<TenantState, 'tenant'>): NonNullable<TenantState['tenant']> => {
  if (tenant === null) throw new CodedError('not-found', { detail: 'There is no such tenant.' })
  return tenant
}
