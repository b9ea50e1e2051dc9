import { partOf, projectedView } from '../fold/projectedView.ts'
import { operationList, operationTypes } from './operationList.ts'
import { operationResults } from './operationResults.ts'

/** Operations, and what became of each of their sessions. */
export const operationListView = projectedView(
  {
    name: 'operation_list',
    types: operationTypes,
    opens: ['OperationStarted'],
  },
  partOf(operationList),
  partOf(operationResults),
)
