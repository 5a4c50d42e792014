/** The names that pypet and trajstore give things in a file; to the letter, or the other one does not find them. */

export const LEAF_MARK = 'SRVC_LEAF'
export const CLASS_NAME = 'SRVC_INIT_CLASS_NAME'
export const COMMENT = 'SRVC_INIT_COMMENT'
/** Of a leaf whose comment stands once for many leaves: the SHA-1 by which the summary table knows it. */
export const COMMENT_DIGEST = 'SRVC_INIT_COMMENT_DIGEST'
export const ANNOTATED = 'SRVC_ANNOTATED'
export const ANNOTATION_PREFIX = 'SRVC_AN_'

/** A group of one run, with its number; of more digits from 10^8 runs on. */
export const RUN_NAME = /^run_(\d{8,})$/

export const OVERVIEW = 'overview'
/** On the overview group: the version of what trajstore adds to pypet's format. */
export const FORMAT_VERSION = 'TRAJSTORE_FORMAT'
export const CURRENT_FORMAT = 1

/** What pypet compares with its own version; with these it loads our files (its `force` option aside). */
export const PYPET_VERSION = '0.7.0'
export const PYTHON_VERSION = '3.11.2'
