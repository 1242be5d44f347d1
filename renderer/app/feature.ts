import type { Icon } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Permission } from '../../core/kernel/roles.js'

/** Places that few people need each day stand together under one name of the rail, which opens and closes. */
export type PlaceGroup = 'oversight' | 'platform'

/** A place of the left rail. */
export interface Place {
  label: string
  icon: Icon
  path: string
  permission: Permission
  /** The rail's order: tens, Today is 10. */
  order: number
  /** Otherwise it stands in the rail by itself. */
  group?: PlaceGroup
  /** A hook: how much waits there for this person, shown beside the label. */
  useCount?: () => number
}

/** A page, loaded when it is first opened. */
export interface FeatureRoute {
  /** TanStack Router's path: /visits/$consultationId */
  path: string
  load: () => Promise<ComponentType>
  permission: Permission
}

/** Something to do from anywhere: offered by the palette, and by the New menu if `isNew`. */
export interface FeatureCommand {
  label: string
  /** Other words that people look for it by. */
  keywords?: readonly string[]
  icon: Icon
  permission: Permission
  /** The page where it is done. A query of the path may open a drawer: /patients?new=1 */
  path: string
  isNew?: boolean
}

export interface Feature {
  places?: readonly Place[]
  routes: readonly FeatureRoute[]
  commands?: readonly FeatureCommand[]
}
