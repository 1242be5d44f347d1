import { useEffect, useState } from 'react'
import type { NodeProcessState } from '../../core/kernel/shell-protocol.js'
import { useConnection } from '../client/operations.js'

/** The local node's process as the shell sees it; undefined until the shell has told. */
export function useNodeState(): NodeProcessState | undefined {
  const connection = useConnection()
  const [state, setState] = useState<NodeProcessState>()
  useEffect(() => connection.onState(setState), [connection])
  return state
}
