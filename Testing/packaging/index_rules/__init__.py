"""The rules of Slicer's Extensions Index that can be tested without a network.

Each is a function of the extension's root that yields complaints, which say what to do; none means that it holds.
"""

from . import catalogue, code, homepage, metadata, repository

RULES = (
    catalogue.entry_follows_the_schema,
    catalogue.names_agree,
    catalogue.category_is_the_modules_own,
    catalogue.dependencies_agree,
    metadata.metadata_is_complete,
    metadata.addresses_are_one_quoted_line,
    metadata.pictures_are_in_the_repository,
    metadata.icon_is_128_pixels_square,
    repository.licence_is_permissive,
    repository.no_old_description_file,
    repository.clone_is_small,
    homepage.homepage_says_what_reviewers_ask,
    homepage.tutorial_has_steps_pictures_and_sample_data,
    homepage.links_lead_somewhere,
    code.start_imports_nothing_heavy,
    code.start_runs_nothing,
    code.packages_are_installed_by_slicer,
    code.requirements_are_lower_bounds,
    code.nothing_is_sent,
)
