"""Pages of assessors: declaration, list, the desk with answer left and rubric right."""
