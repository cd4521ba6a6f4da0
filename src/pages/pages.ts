import type { FastifyInstance } from 'fastify'
import { isStaff } from '../domain/people/own-rights.ts'
import { HttpFault } from '../http/faults.ts'
import { mediaType, parseForm } from '../http/form.ts'
import { openInstance } from '../http/open-instance.ts'
import { redirect } from './answers.ts'
import { backgroundOf, type Background } from './background.ts'
import { certificatePages } from './certificates/certificate-pages.ts'
import { withoutCertificateCode } from './certificates/verification-code.ts'
import { activationPages } from './entry/activate.ts'
import { forgotPasswordPages } from './entry/forgot-password.ts'
import { logInPages } from './entry/log-in.ts'
import { logOutPage } from './entry/log-out.ts'
import { sessionsPage } from './entry/sessions-page.ts'
import { resetPasswordPages } from './entry/reset-password.ts'
import { errorAnswerer } from './errors.ts'
import { iconRoute } from './icon.ts'
import { coursePages } from './learning/course-page.ts'
import { lessonPages } from './learning/lesson-page.ts'
import { myCoursesPage } from './learning/my-courses.ts'
import { programPages } from './learning/program-page.ts'
import { quizPages } from './learning/quiz-page.ts'
import { lookRoutes } from './look.ts'
import { robotsRoute } from './robots.ts'
import type { PageServices } from './page-services.ts'
import { pageRouter, type Router } from './router.ts'
import { stylesheetRoute } from './stylesheet.ts'
import { openVisits } from './open-visits.ts'

const MOST_FIELDS = 2000

/** The pages for people, on their own instance: rendered by the server, usable without scripts. */
export function buildPages(services: PageServices): FastifyInstance {
  const visits = openVisits(services)
  const app = openInstance({
    door: 'pages',
    log: services.log,
    telemetry: services.telemetry,
    bodyLimit: 0, // the router limits the length of forms
    trustedProxies: services.settings.trustedProxies,
    ignoreDuplicateSlashes: false,
    ignoreTrailingSlash: true,
    parseBody: parsePageForm,
    redactPath: withoutCertificateCode,
    onError: errorAnswerer(visits, services.log),
  })
  const router = pageRouter(app, visits, services)
  stylesheetRoute(app)
  iconRoute(app)
  lookRoutes(app, services)
  robotsRoute(app)
  registerPages(router, services, backgroundOf(app, services.log))
  return app
}

/** All pages, but not the files that pages load. */
export function registerPages(router: Router, services: PageServices, background: Background): void {
  router.open('/', {
    get: async ({ person }) => {
      if (person === undefined) return redirect('/login')
      const works = await services.store.read((reader) => isStaff(reader, person.principal))
      return redirect(works ? '/console' : '/courses')
    },
  })
  logInPages(router, services)
  logOutPage(router, services)
  activationPages(router, services)
  forgotPasswordPages(router, services, background)
  resetPasswordPages(router, services)
  sessionsPage(router, services)
  myCoursesPage(router, services)
  coursePages(router, services)
  lessonPages(router, services)
  quizPages(router, services)
  programPages(router, services)
  certificatePages(router, services)
}

/** @throws HttpFault unsupported_media_type, too_many_values, wrong_encoding */
async function parsePageForm(body: Buffer, contentType: string | undefined): Promise<URLSearchParams> {
  if (mediaType(contentType) !== 'application/x-www-form-urlencoded') {
    throw new HttpFault('unsupported_media_type')
  }
  return new URLSearchParams(await parseForm(body, contentType, MOST_FIELDS))
}
