import { partOf, projectedView } from '../fold/projectedView.ts'
import { operationList, operationTypes } from './operationList.ts'
import { operationResults } from './operationResults.ts'

/** Operations, and what became of each session of theirs. */
export const operationListView = projectedView(
  {
    name: 'operation_list',
    types: operationTypes,
    opens: ['OperationStarted'],
  },
  partOf(operationList),
  partOf(operationResults),
)
