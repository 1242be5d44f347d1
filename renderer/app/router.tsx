import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  redirect,
} from '@tanstack/react-router'
import { type ComponentType, lazy, Suspense } from 'react'
import type { Permission } from '../../core/kernel/roles.js'
import { ErrorState } from '../ui/error-state.js'
import { LoadingShape } from '../ui/loading-shape.js'
import { features } from './feature-list.js'
import { PlaceUnknown, PlaceUnknownError } from './navigation.js'
import classes from './router.module.css'
import { useCan } from './session.js'
import { Shell } from './shell/shell.js'

/** Hash history: the window's address stays app://medichain/ and a reload finds the same place. */
export function makeRouter() {
  const root = createRootRoute({ component: Shell, notFoundComponent: PlaceUnknown })
  const start = createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/today' })
    },
  })
  const pages = features
    .flatMap((feature) => feature.routes)
    .map(({ path, permission, load }) => {
      const page = lazy(async () => ({ default: await load() }))
      return createRoute({
        getParentRoute: () => root,
        path,
        component: () => <FeaturePage permission={permission} page={page} />,
        errorComponent: PageFailed,
      })
    })
  return createRouter({
    routeTree: root.addChildren([start, ...pages]),
    history: createHashHistory(),
    defaultPreload: false,
    // Values of the query stay text: ?new=1 is '1'.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const entries = Object.entries(search).filter(([, value]) => value !== undefined)
      const text = new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString()
      return text === '' ? '' : `?${text}`
    },
  })
}

interface FeaturePageProps {
  permission: Permission
  page: ComponentType
}

function FeaturePage({ permission, page: LoadedPage }: FeaturePageProps) {
  const can = useCan()
  if (!can(permission)) return <PlaceUnknown />
  return (
    <Suspense
      fallback={
        <div className={classes.waiting}>
          <LoadingShape />
        </div>
      }
    >
      <LoadedPage />
    </Suspense>
  )
}

function PageFailed({ error, reset }: ErrorComponentProps) {
  if (error instanceof PlaceUnknownError) return <PlaceUnknown />
  return (
    <div className={classes.waiting}>
      <ErrorState error={error} onRetry={reset} />
    </div>
  )
}
